package workflow

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// What will not go out is not announced; what to do about it stands beside it.
func TestOutcome(t *testing.T) {
	const noAddress = "няма да се изпрати: няма адрес; впишете го в institutions.yaml, после srok plan apply"
	reachable := Addressee{Institution: Institution{Contacts: []string{"a@zemen.example"}}}
	dead := reachable
	dead.Bad = map[string]Date{"a@zemen.example": {2018, time.March, 1}}
	records := Addressee{Institution: Institution{Channel: LettersByRecords}}
	asked := Obligation{Status: StatusRequested, AskedOn: Date{2018, time.March, 1}}
	unasked := Obligation{Status: StatusPlanned}
	paused := asked
	paused.Pause = &Pause{}
	for _, c := range []struct {
		name       string
		o          Obligation
		step       Planned
		to         Addressee
		unapproved bool
		want       string
	}{
		{"with an address", asked, Planned{Step: StepRemind}, reachable, false, "предстои"},
		{"by the records office", asked, Planned{Step: StepRemind}, records, false, "предстои"},
		{"without an address", asked, Planned{Step: StepRemind}, Addressee{}, false, noAddress},
		{"with a dead address", asked, Planned{Step: StepOverdue}, dead, false, strings.Replace(noAddress, "няма адрес", "няма действащ адрес", 1)},
		{"to the chair, of what was asked", asked, Planned{Step: StepEscalate}, Addressee{}, false, "предстои"},
		{"to the chair, of what nobody can be asked", unasked, Planned{Step: StepEscalate}, Addressee{}, false, noAddress},
		{"with texts that nobody approved", asked, Planned{Step: StepRemind}, reachable, true, "няма да се изпрати, докато не бъдат одобрени променените текстове: srok plan approve"},
		{"held until a person acts", paused, Planned{Step: StepRemind}, reachable, false, "в изчакване, докато напомнянията не бъдат възобновени"},
		{"gone", asked, Planned{Step: StepRemind, Letter: "x"}, Addressee{}, false, "съставено писмо"},
		{"lost", asked, Planned{Step: StepRemind, Letter: "x", Lost: true}, reachable, false, "писмото не е доставено"},
	} {
		if got := c.o.Outcome(c.step, c.to, c.unapproved); got != c.want {
			t.Errorf("%s: „%s“, want „%s“", c.name, got, c.want)
		}
	}
}

func TestHistoryNamesLettersByRef(t *testing.T) {
	at := time.Date(2018, time.December, 3, 9, 0, 0, 0, time.UTC)
	var events []Event
	for _, fact := range []Fact{
		StepTaken{Slot: "request", Letter: "nap/ae58340921895a57", Reason: "работен ден"},
		StepLost{Slot: "request", Letter: "nap/ae58340921895a57", Reason: "5.1.1"},
		SubmissionReceived{Submission: "s-1", Covers: []string{"I.4", "VI.1"}}, SubmissionReceived{Submission: "s-2"},
		SubmissionAccepted{Reason: "докладът е пълен"}, SubmissionAccepted{},
		Opened{Due: Date{2019, time.January, 31}, DueWhy: "31.01.2019 г. (четвъртък) е работен ден"},
		Extended{Due: Date{2019, time.February, 15}, DueWhy: "15.02.2019 г. (петък) е работен ден", Reason: "по молба"},
		Rescheduled{Due: Date{2019, time.February, 28}},
	} {
		events = append(events, Event{At: at, By: BySrok, Fact: fact})
	}
	var told []string
	for _, h := range History(events, func(key string) string { return map[string]string{"nap/ae58340921895a57": "SROK-7K3M9QX"}[key] }) {
		told = append(told, h.What)
	}
	want := []string{
		"искане: съставено е писмо SROK-7K3M9QX (работен ден)", "искане: писмо SROK-7K3M9QX не е доставено: адресът не съществува (5.1.1)",
		"получено: s-1, по мерки I.4 и VI.1", "получено: s-2", "прието: докладът е пълен", "прието",
		"открито; срок: 31.01.2019 г. (четвъртък) е работен ден", "удължен срок: 15.02.2019 г. (петък) е работен ден – по молба",
		"промяна на плана; срок: 28.02.2019 г.",
	}
	if !slices.Equal(told, want) {
		t.Errorf("told\n%s\nwant\n%s", strings.Join(told, "\n"), strings.Join(want, "\n"))
	}
}

// A due date is told once; that of a correction beside it.
func TestDueWords(t *testing.T) {
	o := Obligation{Status: StatusRequested, Due: Date{2019, time.January, 31}, DueWhy: "31.01.2019 г. (четвъртък) е работен ден"}
	if got := o.DueWords(); got != o.DueWhy {
		t.Error(got)
	}
	o.Status, o.Submissions = StatusReturned, []Submitted{{Review: ReviewReturned, FixDue: Date{2019, time.February, 7}}}
	if got := o.DueWords(); got != o.DueWhy+"; за корекцията – 07.02.2019 г." {
		t.Error(got)
	}
}

func TestDeliveryWords(t *testing.T) {
	for said, want := range map[string]string{
		"5.1.1": "адресът не съществува (5.1.1)",
		"5.1.2": "няма такъв домейн (5.1.2)",
		"повтарящ се отказ: 4.2.2": "пощенската кутия е пълна (повтарящ се отказ: 4.2.2)",
		"552 5.3.4 too big":        "писмото е твърде голямо за получателя (552 5.3.4 too big)",
		"4.4.1":                    "няма връзка със сървъра на получателя (4.4.1)",
		"5.7.1":                    "отказано по правилата на сървъра на получателя (5.7.1)",
		"250 2.0.0 OK: queued":     "250 2.0.0 OK: queued",
		"5.0.0":                    "отказано от сървъра на получателя (5.0.0)",
		"писмото не може да бъде":    "писмото не може да бъде",
		"host 192.0.2.55 is unknown": "host 192.0.2.55 is unknown",
	} {
		if got := DeliveryWords(said); got != want {
			t.Errorf("%s: „%s“, want „%s“", said, got, want)
		}
	}
}
