package workflow

// Sign is how an obligation stands in the year's table: a mark that is read without colour, and
// what it means.
type Sign struct {
	Name  string // for a style sheet: accepted, late, received, returned, overdue, requested, planned, waived
	Mark  string
	Means string // Bulgarian
}

// Signs are all of them, in the order of a legend.
var Signs = []Sign{
	{"accepted", "✓", "прието"}, {"late", "+", "прието, представено със закъснение"}, {"received", "?", "получено (за преглед)"},
	{"returned", "↺", "върнато"}, {"overdue", "✗", "просрочено"}, {"requested", "○", "поискано"},
	{"planned", "·", "планирано"}, {"waived", "–", "отпаднало"},
}

// SignOf an obligation for one of its measures on a day.
func SignOf(o Obligation, measure string, today Date) Sign {
	name := string(StateOf(o, measure))
	switch state := StateOf(o, measure); {
	case state == StatusAccepted && o.Late:
		name = "late"
	case state == StatusAccepted, state == StatusReceived, state == StatusWaived:
	case o.CurrentDue().Before(today):
		name = "overdue"
	}
	for _, s := range Signs {
		if s.Name == name {
			return s
		}
	}
	return Sign{Name: name, Means: name}
}

// Settled reports whether nothing more is expected of anybody.
func (s Sign) Settled() bool {
	return s.Name == "accepted" || s.Name == "late" || s.Name == "waived"
}
