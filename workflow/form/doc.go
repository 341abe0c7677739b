// Package form is the report form: one spreadsheet that an institution fills in for a
// period. It writes the form, reads it back as a person's program saved it, and checks it.
//
// The file form.tsv is the source of its rows, their types and the wording of their checks.
// What form.tsv says in words, check.go says in Go, each check bound to its row's code.
//
// # Writing
//
// A Template is made once with excelize and never changes; writing a form is then filling a
// few texts into it, a fifth of a millisecond on one core, so that forms do not slow letters
// down. A Template may be used by many goroutines at once. Only answers and notes are
// unlocked; totals and faults show while the form is being filled in, by formulas that Excel
// and LibreOffice both calculate.
//
// # Reading
//
// Read takes foreign bytes. It decides by content, never by name, and it finds rows by
// their code, so that rows which were moved, added or retyped with Latin letters are still
// read. Formulas are never calculated and links never followed: the value that the other
// program stored is what was answered. Everything is bounded: the file, what it unpacks to,
// sheets, rows and columns. What is beyond the bounds of a sheet is itself a finding, since
// it could hold anything.
//
// # How it fails
//
// A file that is not the form is a *NotForm, which is no error of the institution (a report
// written in Word is a report). A file that is the form is always read, however badly it is
// filled in: what is wrong with it are Findings, in Bulgarian that a letter of return can
// quote. An ЕГН is reported by its place; neither it nor the answer that holds it is quoted.
package form
