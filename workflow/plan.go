package workflow

import "slices"

// Plan is the published document: its measures as they stand in it, and the tasks that
// the council makes of them so that they can be followed.
type Plan struct {
	Title    string    `json:"title"`
	Council  string    `json:"council"` // the council's name as the title gives it: „ООСПК“
	From     Date      `json:"from"`
	To       Date      `json:"to"`
	Measures []Measure `json:"measures"`
	Tasks    []Task    `json:"tasks"`
}

// Measure is one row of the plan, every column verbatim. Its term never changes: a
// working due date belongs to a Task.
type Measure struct {
	Key          string `json:"key"` // I.4; its number alone where the plan has no sections
	Section      string `json:"section"`
	SectionTitle string `json:"sectionTitle"`
	Number       string `json:"number"`
	Text         string `json:"text"`
	Term         string `json:"term"`
	Responsible  string `json:"responsible"`
	Indicator    string `json:"indicator"`
	Result       string `json:"result"`
	Place        string `json:"place,omitempty"` // where the document has it: „таблица 1, ред 4“, „ред 13“
}

// Warning is an oddity of the document that a person should look at.
type Warning struct {
	Where string `json:"where"` // measure, or place in the document
	What  string `json:"what"`
}

// TaskKind says what is asked, and so which letter asks it and what answers it.
type TaskKind string

const (
	ReportTask       TaskKind = "report"       // a yearly report by the form
	ConfirmationTask TaskKind = "confirmation" // one line is enough
	EventTask        TaskKind = "event"        // data of an event: date, topic, attendance
	PublicationTask  TaskKind = "publication"  // the address of what was published
)

// Task is what the council makes of measures: who is asked, for what, for which
// periods, by which due dates, with which steps of reminding.
type Task struct {
	Key      string   `json:"key"` // lower-case Latin, digits and dashes: "report"
	Kind     TaskKind `json:"kind"`
	Measures []string `json:"measures"` // keys of the plan's measures that it serves
	// Title is indefinite („годишен доклад“), TitleDefinite definite („годишния доклад“), both
	// in the form in which they follow „представяне на“.
	Title         string   `json:"title"`
	TitleDefinite string   `json:"titleDefinite"`
	Items         []Item   `json:"items,omitempty"` // what is asked, in the order of the letter
	Whom          []string `json:"whom"`            // ids of groups or institutions
	Except        []string `json:"except,omitempty"`
	Nil           []string `json:"nil,omitempty"` // measures that „няма постъпили сигнали“ covers
	Cycles        []Cycle  `json:"cycles"`
	Steps         Steps    `json:"steps"`
	Accept        Accept   `json:"accept,omitempty"`
	Note          string   `json:"note,omitempty"` // why it was drafted so; for the person who approves
}

// Accept says what is accepted without a person; empty: nothing is.
type Accept string

// AcceptPassingForm accepts a report form that passes every check, from a sender who is believed,
// without a warning and without personal data.
const AcceptPassingForm Accept = "passing-form"

// Item is one thing asked for in a request, and the measures it answers.
type Item struct {
	Text     string   `json:"text"`
	Measures []string `json:"measures,omitempty"` // none: all of the task's
}

// Cycle is one round of asking: the period reported on, the ground cited, the day of the
// request and the due date. Both days are nominal; the calendar makes them effective.
type Cycle struct {
	Period  Period `json:"period"`
	Basis   string `json:"basis,omitempty"` // empty: the plan
	Request Date   `json:"request"`
	Due     Date   `json:"due"`
}

// Steps is the ladder of reminding, in working days before and after the due date.
type Steps struct {
	Remind   []int `json:"remind,omitempty"`   // before: 10, 3, 1
	Overdue  []int `json:"overdue,omitempty"`  // after: 1, 5
	Escalate int   `json:"escalate,omitempty"` // after; 0: never
}

// Task of the plan by its key.
func (p Plan) Task(key string) (Task, bool) {
	i := slices.IndexFunc(p.Tasks, func(t Task) bool { return t.Key == key })
	if i < 0 {
		return Task{}, false
	}
	return p.Tasks[i], true
}
