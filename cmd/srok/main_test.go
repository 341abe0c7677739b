package main

import (
	"flag"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"strconv"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// scriptNow is the time of the commands in a script, as 2018-12-03T09:00.
const scriptNow = "NOW"

// takesLong leaves a test out with -short, by which the race detector's pass runs: whole years, and
// programs and real servers that share no memory with the test.
func takesLong(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("it takes long: not with -short")
	}
}

// TestMain is also srok itself, and the children of some tests.
func TestMain(m *testing.M) {
	dontLinger()
	if dir := os.Getenv(crashChild); dir != "" {
		if err := runCrashChild(dir); err != nil {
			fmt.Fprintln(os.Stderr, "child:", err)
			os.Exit(1)
		}
		return
	}
	if dir := os.Getenv(stepChild); dir != "" {
		if err := runStepChild(dir); err != nil {
			fmt.Fprintln(os.Stderr, "child:", err)
			os.Exit(1)
		}
		return
	}
	testscript.Main(roomy{m}, map[string]func(){
		"srok": func() {
			ctx, stop := untilInterrupted()
			code := runAt(ctx, clockOfScript, os.Args[1:], os.Stdout, os.Stderr)
			stop()
			os.Exit(code)
		},
		peakOf: func() { os.Exit(runForPeak(os.Args[1:])) },
	})
}

// roomy has the process of the tests, and none of its children, collect its garbage seldom: a tenth
// of its time went there. What a child or a program may need is measured in a process of its own.
// More tests run side by side than there are processors, because most wait for servers, children and
// other programs; who names a number has that one.
type roomy struct{ *testing.M }

func (m roomy) Run() int {
	debug.SetGCPercent(400)
	debug.SetMemoryLimit(1 << 30)
	flag.Parse()
	if sideBySide := flag.Lookup("test.parallel"); sideBySide.Value.String() == sideBySide.DefValue {
		if err := sideBySide.Value.Set(strconv.Itoa(2 * runtime.GOMAXPROCS(0))); err != nil {
			panic(err)
		}
	}
	return m.M.Run()
}

// raceOptions configure the race detector's runtime, of the children too.
const raceOptions = "GORACE"

// dontLinger has the race detector, where there is one, let the hundreds of commands and children of
// the tests end when their work has: by default each process lingers for a second for goroutines
// that nobody awaits. What was found until then is reported all the same.
func dontLinger() {
	if os.Getenv(raceOptions) == "" {
		if err := os.Setenv(raceOptions, "atexit_sleep_ms=0"); err != nil {
			panic(err)
		}
	}
}

func clockOfScript() time.Time {
	zone, err := time.LoadLocation("Europe/Sofia")
	if err != nil {
		panic(err)
	}
	now, err := time.ParseInLocation("2006-01-02T15:04", os.Getenv(scriptNow), zone)
	if err != nil {
		panic(err)
	}
	return now
}

func writeSecret(t testing.TB, path, secret string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(secret+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
}
