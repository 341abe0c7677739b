// Package sim is everything around srok for a whole year: a clock that jumps, the institutions
// that are asked, the council's office that approves, the secretary who reviews, and the rest of
// the world that writes to any mailbox. The engine cannot tell it from the real one: letters and
// replies travel by SMTP and IMAP, and what a person decides goes through engine.Do.
//
// # How it decides
//
// Nothing is drawn from a stream of random numbers. Every choice is a hash of the seed and of what
// the choice is about (an institution, a task, a period, a step), so that a letter that comes an
// hour later, or a second time, or to a srok that was killed meanwhile, meets the same people. What
// the world remembers is only what people remember: which letters they have read, and what they
// have answered.
//
// # How it fails
//
// A mail that a server does not take and an act that is refused are faults of the simulation or of
// srok, never a part of the story: the clock then stops with that error, and Err tells it.
package sim
