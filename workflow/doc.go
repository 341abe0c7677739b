// Package workflow is the pure core of srok: a published plan, the tasks that a
// council makes of it, the obligations that follow, the calendar that dates them,
// and the decisions about what to write to whom.
//
// # What it is allowed to know
//
// Values come in, values go out. The package reads no clock, no file, no network and
// no database, and it imports nothing else of srok: "now" is always an argument, and
// so is the calendar. That is why a whole year can be replayed in a test, and why the
// same question always has the same answer.
//
// # How it fails
//
// A function here either answers or says why it cannot; it never guesses in silence.
// A deadline phrase without an honest reading is refused with a suggestion (Term),
// every decision carries the reason for it (Decision), and a reply that no rule can
// place stays unplaced (Match) so that a person can place it.
//
// # State
//
// Every state is folded from the event log: Apply takes a state and one fact and
// returns the next state. Nothing else changes a state, so folding the log again must
// give what is stored; `srok verify` does exactly that.
package workflow
