package main

import (
	"archive/zip"
	"os"

	"github.com/rogpeppe/go-internal/testscript"
)

// makeZIP packs files of a script: `zipped FILE.zip FILE…`.
func makeZIP(ts *testscript.TestScript, _ bool, args []string) {
	out, err := os.Create(ts.MkAbs(args[0]))
	ts.Check(err)
	defer out.Close()
	w := zip.NewWriter(out)
	for _, name := range args[1:] {
		e, err := w.Create(name)
		ts.Check(err)
		_, err = e.Write([]byte(ts.ReadFile(name)))
		ts.Check(err)
	}
	ts.Check(w.Close())
}
