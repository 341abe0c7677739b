// Package officetest has LibreOffice open and save files in tests, as a person would.
//
// Without LibreOffice the test is skipped and says so, unless SROK_REQUIRE_SERVERS=1 says that it
// must be there.
package officetest

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// patience is for one start of LibreOffice on a busy machine.
const patience = 3 * time.Minute

// Convert has LibreOffice open files and save them as another type: an ending, or what its
// --convert-to takes. Files are named with their endings, what comes back without.
func Convert(t testing.TB, to string, files map[string][]byte) map[string][]byte {
	t.Helper()
	program, err := exec.LookPath("soffice")
	if err != nil {
		if os.Getenv("SROK_REQUIRE_SERVERS") == "1" {
			t.Fatal("SROK_REQUIRE_SERVERS=1, but LibreOffice (soffice) is not installed")
		}
		t.Skip("SKIPPED: LibreOffice (soffice) is not installed, and nothing real opens these files; install libreoffice-calc and libreoffice-writer")
	}
	in, out := t.TempDir(), t.TempDir()
	args := []string{"--headless", "-env:UserInstallation=file://" + t.TempDir(), "--convert-to", to, "--outdir", out}
	for name, content := range files {
		path := filepath.Join(in, name)
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		args = append(args, path)
	}
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	if said, err := exec.CommandContext(ctx, program, args...).CombinedOutput(); err != nil {
		t.Fatalf("soffice: %v\n%s", err, said)
	}
	ending, _, _ := strings.Cut(to, ":")
	saved := map[string][]byte{}
	for name := range files {
		name = strings.TrimSuffix(name, filepath.Ext(name))
		content, err := os.ReadFile(filepath.Join(out, name+"."+ending))
		if err != nil {
			t.Fatal(err)
		}
		saved[name] = content
	}
	return saved
}
