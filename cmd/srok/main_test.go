package main

import (
	"context"
	"fmt"
	"os"
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

func TestMain(m *testing.M) {
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
	testscript.Main(m, map[string]func(){
		"srok": func() {
			os.Exit(runAt(context.Background(), clockOfScript, os.Args[1:], os.Stdout, os.Stderr))
		},
		peakOf: func() { os.Exit(runForPeak(os.Args[1:])) },
	})
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
