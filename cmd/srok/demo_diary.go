package main

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"srok/workflow"
	"srok/workflow/sim"
)

const demoBegins = `srok demo: the plan of %d, seed %d. Simulated time, real SMTP and IMAP on loopback.
The council's folder: %s
`

// diary shows the year as it passes: a heading a month, a line a day, and below it what is
// worth a look.
type diary struct {
	out     io.Writer
	names   map[string]string
	month   string
	day     time.Time
	letters map[string]int // by kind
	read    map[string]int // by verdict
	acts    map[string]int
	notes   []string
}

func newDiary(out io.Writer, directory workflow.Directory) *diary {
	d := &diary{out: out, names: map[string]string{}}
	for _, i := range directory.Institutions {
		d.names[i.ID] = i.Name
	}
	d.begin(time.Time{})
	return d
}

func (d *diary) begin(day time.Time) {
	d.day, d.notes = day, nil
	d.letters, d.read, d.acts = map[string]int{}, map[string]int{}, map[string]int{}
}

// note takes a line of the year.
func (d *diary) note(line any) error {
	var when time.Time
	switch line := line.(type) {
	case workflow.LetterLine:
		when = line.At
	case sim.MessageLine:
		when = line.At
	case sim.ActLine:
		when = line.At
	}
	if day := workflow.DateOf(when); day != workflow.DateOf(d.day) {
		if err := d.endDay(); err != nil {
			return err
		}
		d.begin(when)
	}
	switch line := line.(type) {
	case workflow.LetterLine:
		d.letters[string(line.Kind)]++
	case sim.MessageLine:
		if line.Verdict != workflow.VerdictOwn {
			d.read[string(line.Verdict)]++
		}
		d.noteMessage(line)
	case sim.ActLine:
		d.acts[line.Act]++
		d.noteAct(line)
	}
	return nil
}

// noteMessage mentions what needs somebody's eye.
func (d *diary) noteMessage(m sim.MessageLine) {
	switch m.Verdict {
	case workflow.VerdictBounce:
		d.remark("%s: писмото не е доставено", cmp.Or(d.name(m.Institution), m.From))
	case workflow.VerdictHeld:
		d.remark("задържано за преглед: съобщение от %s", m.From)
	case workflow.VerdictAutoReply:
		d.remark("%s: автоматичен отговор", cmp.Or(d.name(m.Institution), m.From))
	case workflow.VerdictOther, workflow.VerdictUnreadable:
		d.remark("без отношение към плана: съобщение от %s", m.From)
	}
}

// noteAct mentions decisions that are not routine.
func (d *diary) noteAct(a sim.ActLine) {
	switch a.Act {
	case "approve":
		d.remark("%s", a.Reason)
	case "return":
		d.remark("%s: върнато %s", d.about(a.Obligation), a.Reason)
	case "waive":
		d.remark("%s: отпаднало – %s", d.about(a.Obligation), a.Reason)
	case "extend":
		d.remark("%s: удължен срок – %s", d.about(a.Obligation), a.Reason)
	case "pause", "resume":
		d.remark("%s: %s", d.about(a.Obligation), a.Reason)
	}
}

func (d *diary) remark(format string, args ...any) {
	d.notes = append(d.notes, fmt.Sprintf(format, args...))
}

func (d *diary) name(institution string) string { return cmp.Or(d.names[institution], institution) }

// about names the institution of an obligation, and then the rest of its key.
func (d *diary) about(obligation string) string {
	parts := strings.Split(obligation, "/")
	if len(parts) != 3 {
		return "всички писма"
	}
	return fmt.Sprintf("%s (%s/%s)", d.name(parts[2]), parts[0], parts[1])
}

// notesADay is how many remarks a day may have.
const notesADay = 6

// endDay prints the day that is over.
func (d *diary) endDay() error {
	var parts []string
	for _, group := range []struct {
		name   string
		counts map[string]int
	}{{"sent", d.letters}, {"read", d.read}, {"acts", d.acts}} {
		if text := counted(group.counts); text != "" {
			parts = append(parts, group.name+": "+text)
		}
	}
	if len(parts) == 0 {
		return nil
	}
	var b strings.Builder
	if month := d.day.Format("January 2006"); month != d.month {
		d.month = month
		fmt.Fprintf(&b, "\n%s\n", month)
	}
	fmt.Fprintf(&b, "  %s  %s\n", d.day.Format("Mon 02"), strings.Join(parts, " · "))
	for n, note := range d.notes {
		if n == notesADay && len(d.notes) > notesADay+1 {
			fmt.Fprintf(&b, "            … and %d more\n", len(d.notes)-n)
			break
		}
		fmt.Fprintf(&b, "          – %s\n", oneLine(note, 120))
	}
	_, err := io.WriteString(d.out, b.String())
	return err
}

// counted is „21 request, 1 digest“.
func counted(counts map[string]int) string {
	var parts []string
	for _, what := range slices.Sorted(maps.Keys(counts)) {
		parts = append(parts, fmt.Sprintf("%d %s", counts[what], what))
	}
	return strings.Join(parts, ", ")
}
