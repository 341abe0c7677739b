// Package config turns what an administrator and a secretary write into values: the
// council's configuration (srok.yaml), its institutions (institutions.yaml) and its plan
// (plan.yaml).
//
// # Failure policy
//
// The files are read strictly, and wholly or not at all. A key that is not known, a value
// of the wrong kind, a day that does not exist, a name that nothing defines: each is a
// *workflow.Refusal which says the file, line and column, what is wrong, and what to write
// instead; where a known word is near, it is proposed. The first fault in the order of
// reading is the one reported. Nothing is guessed, and a default applies only where a key
// is absent.
//
// YAML has more in it than a person needs, and some of it is dangerous to read: anchors,
// aliases, merge keys, tags, several documents, deep nesting, tens of thousands of keys or
// empty lines, files over 1 MB. All of these are refused before the parser sees them, because
// an alias can grow a line into gigabytes, and the parser's time grows with the square of the
// rest.
//
// A list of institutions from Excel is held to the same: a fault is named by sheet, row and
// cell. A workbook is limited in bytes, rows and columns while it is read; of its formulas and
// links only the last values are taken.
//
// Secrets are never in these files, only where they are: see Secret.
package config
