// Package planfile reads a published plan (.txt, .docx, .html, .xlsx) into a draft: the
// measures as they stand in the document, the tasks that srok proposes for them, and a
// warning for everything that a person should look at.
//
// # How it is built
//
// A reader for each format turns the bytes into one plain model, rows of cells with the
// place that each came from (document). One interpreter makes measures of it and knows
// nothing of formats; the proposals are made from the measures and know nothing of rows.
//
// # How it fails
//
// A document that cannot be a plan (not the format that its name says, larger than the
// limits, no table with the needed columns, two measures of one key) is refused whole with
// a *workflow.Refusal that names the file, the place and what to do: nothing is imported
// by halves. Everything else is imported: columns are verbatim, misprints included, and
// what was not understood stands in a warning with its place and its text, so that nothing
// of the document is lost in silence. A measure for which no rule proposes a task is named
// in a warning too.
//
// A proposal is never more than that. A plan that names no day gets working dates by the
// rules of propose.go; each task carries a note that says how it was drafted, and a person
// approves it or does not.
package planfile
