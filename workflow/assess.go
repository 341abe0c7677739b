package workflow

import (
	"regexp"
	"slices"
	"strings"
)

// Assessment is what a reply brings for one obligation.
type Assessment struct {
	Delivers bool
	Nil      bool     // a nil statement: „няма постъпили сигнали“
	Covers   []string // measures
	Why      string   // Bulgarian
}

// Assess says what a reply brings for an obligation: a submission, or correspondence only. It
// decides by what was asked, and never reads a promise as a delivery. A person reviews every
// submission, so a doubtful one is received rather than lost.
func Assess(in Incoming, o Obligation, task Task) Assessment {
	text := answerOf(in.Text)
	owed := o.Owed()
	if len(owed) == 0 {
		owed = o.Measures
	}
	if len(in.Files) > 0 {
		return Assessment{Delivers: true, Covers: owed, Why: "приложен файл"}
	}
	if nothingToReport.MatchString(text) && len(task.Nil) > 0 {
		return Assessment{Delivers: true, Nil: true, Covers: common(task.Nil, owed), Why: "заявено, че няма постъпили сигнали"}
	}
	if promise.MatchString(text) {
		return Assessment{Why: "обещание без доклад"}
	}
	switch task.Kind {
	case ConfirmationTask:
		if webAddress.MatchString(text) || dayNamed.MatchString(text) || confirms.MatchString(text) {
			return Assessment{Delivers: true, Covers: owed, Why: "потвърждение в текста"}
		}
	case EventTask:
		if notHeld.MatchString(text) || dayNamed.MatchString(text) {
			return Assessment{Delivers: true, Covers: owed, Why: "данни за проявата в текста"}
		}
	case PublicationTask:
		if webAddress.MatchString(text) {
			return Assessment{Delivers: true, Covers: owed, Why: "адрес на публикация в текста"}
		}
	}
	return Assessment{Why: "отговор без исканото"}
}

var (
	nothingToReport = regexp.MustCompile(`(?i)(няма|без|не са|нямаме)(\s+\p{L}+){0,5}\s+сигнали|(не|няма)\s+(са\s+)?(постъп|получав|подаван|получен|регистриран)\p{L}*`)
	promise         = regexp.MustCompile(`(?i)ще\s+(?:(?:Ви|ви|го|я|ги|бъде|бъдат|се)\s+)*(изпрат|представ|предостав|подад|внес|пратим)|в процес на (изготвяне|подготовка|съгласуване)|(изготвя|подготвя) се`)
	webAddress      = regexp.MustCompile(`(?i)https?://\S+|\bwww\.\S+|\b[a-z0-9-]+\.(bg|com|org|eu|example)\b`)
	dayNamed        = regexp.MustCompile(`\b\d{1,2}\.\d{1,2}\.(\d{4}|\d{2})\b|\b\d{1,2}\s+(януари|февруари|март|април|май|юни|юли|август|септември|октомври|ноември|декември)`)
	confirms        = regexp.MustCompile(`(?i)потвържд|актуал`)
	notHeld         = regexp.MustCompile(`(?i)не\s+(са|е|сме)\s+(бил[аио]?\s+)?(провежда|провед|организира)|няма\s+провед`)
	conditional     = regexp.MustCompile(`(?i)^\s*(ако|в случай че|при липса)`)
)

// answerOf drops the conditional sentences: „ако през периода не са постъпили сигнали …“ is our
// own request quoted back, not an answer.
func answerOf(text string) string {
	sentences := strings.FieldsFunc(text, func(r rune) bool { return r == '!' || r == '?' || r == '\n' || r == ';' })
	var said []string
	for _, line := range sentences {
		for _, s := range strings.SplitAfter(line, ". ") {
			if !conditional.MatchString(s) {
				said = append(said, s)
			}
		}
	}
	return strings.Join(said, "\n")
}

func common(a, b []string) []string {
	var both []string
	for _, x := range a {
		if slices.Contains(b, x) {
			both = append(both, x)
		}
	}
	return both
}
