package workflow

import (
	"cmp"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

var slotForm = regexp.MustCompile(`^(request|remind|overdue|escalate)([+-]\d+)?(?:/(fix|ext)(\d+))?(?:/([2-9]))?$`)

// tries are the second to the ninth.
var tries = [...]string{"втори", "трети", "четвърти", "пети", "шести", "седми", "осми", "девети"}

// SlotWords names a slot as officials read it: „искане“, „напомняне 10 работни дни преди срока“,
// „напомняне 1 работен ден преди срока (след връщане)“. What is no slot stays as it is.
func SlotWords(slot string) string {
	m := slotForm.FindStringSubmatch(slot)
	if m == nil {
		return slot
	}
	words := map[string]string{"request": "искане", "remind": "напомняне", "overdue": "уведомление за просрочие",
		"escalate": "отнасяне до председателя"}[m[1]]
	if n, err := strconv.Atoi(m[2]); err == nil && n < 0 {
		words += " " + workingDays(-n) + " преди срока"
	} else if err == nil {
		words += " " + workingDays(n) + " след срока"
	}
	switch m[3] {
	case "fix":
		words += " (след връщане)"
	case "ext":
		words += " (след удължаване)"
	}
	if try, err := strconv.Atoi(m[5]); err == nil {
		words += ", " + tries[try-2] + " опит"
	}
	return words
}

// Outcome is what became of a planned step, or will, as officials read it. Unapproved says that the
// letters' texts have changed since the task was approved.
func (o Obligation) Outcome(p Planned, to Addressee, unapproved bool) string {
	switch {
	case p.Lost:
		return "писмото не е доставено"
	case p.Letter != "":
		return "съставено писмо"
	case p.Listed:
		return "в седмичната справка, за решение"
	case p.Passed != "":
		return p.Passed
	case o.Status == StatusReceived:
		return "спряно: получен е отговор"
	case !o.Open():
		return "не е нужно: " + o.Status.Words()
	case o.Pause != nil:
		return paused(*o.Pause)
	case !to.Reachable() && (p.Step != StepEscalate || !o.Asked()):
		return "няма да се изпрати: " + to.unreachableWords()
	case unapproved:
		return "няма да се изпрати, докато не бъдат одобрени променените текстове: srok plan approve"
	}
	return "предстои"
}

// paused says how long reminders are held.
func paused(p Pause) string {
	if p.Until.IsZero() {
		return "в изчакване, докато напомнянията не бъдат възобновени"
	}
	return "в изчакване до " + p.Until.Short()
}

// unreachableWords say why no letter reaches the institution, and what to do.
func (a Addressee) unreachableWords() string {
	what := "няма адрес"
	if len(a.Institution.Contacts) > 0 {
		what = "няма действащ адрес"
	}
	return what + "; впишете го в institutions.yaml, после srok plan apply"
}

// Happened is one event in words.
type Happened struct {
	At   time.Time `json:"at"`
	By   string    `json:"by"`
	What string    `json:"what"`
}

// History tells events about an obligation in words. Letter gives the name of a letter by its key.
func History(events []Event, letter func(key string) string) []Happened {
	history := []Happened{}
	for _, e := range events {
		history = append(history, Happened{At: e.At, By: e.By, What: story(e.Fact, letter)})
	}
	return history
}

// story is what a fact about an obligation says, in a sentence that officials read.
func story(f Fact, letter func(key string) string) string {
	switch f := f.(type) {
	case Opened:
		return "открито; срок: " + dueWords(f.Due, f.DueWhy)
	case StepTaken:
		return fmt.Sprintf("%s: съставено е писмо %s (%s)", SlotWords(f.Slot), letter(f.Letter), f.Reason)
	case StepListed:
		return fmt.Sprintf("%s: за решение от председателя (%s)", SlotWords(f.Slot), f.Reason)
	case StepPassed:
		return fmt.Sprintf("%s: %s", SlotWords(f.Slot), f.Reason)
	case StepFreed:
		return fmt.Sprintf("%s: писмото е отменено (%s)", SlotWords(f.Slot), f.Reason)
	case StepSent:
		if f.Printed {
			return fmt.Sprintf("%s: писмото е изпратено от деловодството на %s", SlotWords(f.Slot), f.On.Short())
		}
		return fmt.Sprintf("%s: писмото е прието от пощенския сървър на %s", SlotWords(f.Slot), f.On.Short())
	case StepLost:
		return fmt.Sprintf("%s: писмо %s не е доставено: %s", SlotWords(f.Slot), letter(f.Letter), DeliveryWords(f.Reason))
	case StepPlanned:
		return fmt.Sprintf("%s: %s", SlotWords(f.Planned.Slot), f.Planned.Reason)
	case SubmissionReceived:
		return strings.TrimSuffix("получено: "+f.Submission+", по "+measuresWords(f.Covers), ", по ") + underQuarantine(f.Quarantine)
	case QuarantinedLater:
		return f.Submission + ": намерен е вирус; под карантина"
	case FiguresEntered:
		return "въведени са данните на " + f.Submission + " от: " + f.Source + withFaults(f.Faults)
	case Corresponded:
		return f.Reason + underQuarantine(f.Quarantine) + fromMessage(f.Message)
	case PauseEnded:
		return "напомнянията се възобновяват: " + f.Reason
	case SubmissionAccepted:
		return strings.TrimSuffix("прието: "+f.Reason, ": ")
	case SubmissionReturned:
		issues := strings.Join(f.Issues, "; ")
		if issues == "" { // nothing else brings a report back without a list
			issues = "съдържа лични данни"
		}
		return fmt.Sprintf("върнато за корекция до %s: %s", f.FixDue.Short(), issues)
	case Extended:
		return fmt.Sprintf("удължен срок: %s – %s", dueWords(f.Due, f.DueWhy), f.Reason)
	case Rescheduled:
		return "промяна на плана; срок: " + dueWords(f.Due, f.DueWhy)
	case Waived:
		return "отпаднало: " + f.Reason
	case Noted:
		return "бележка: " + f.Text
	case RequestNumbered:
		return fmt.Sprintf("изх. № %s от %s", f.No, f.On.Short())
	}
	return f.FactName()
}

// DueWords is when the obligation is due and how that was counted; where something was sent back, also
// when its correction is.
func (o Obligation) DueWords() string {
	words := dueWords(o.Due, o.DueWhy)
	if due := o.CurrentDue(); due != o.Due {
		words += "; за корекцията – " + due.Short()
	}
	return words
}

// dueWords is how a due date was counted, which names it.
func dueWords(due Date, why string) string { return cmp.Or(why, due.Short()) }

// fromMessage names a message as `srok inbox show` takes it.
func fromMessage(key string) string {
	if len(key) < 12 {
		return ""
	}
	return " (съобщение " + key[:12] + ")"
}

func underQuarantine(is bool) string {
	if !is {
		return ""
	}
	return " (под карантина)"
}

func withFaults(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf(" (пропуски: %d)", n)
}
