package workflow

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// consistent says what is wrong with a term whatever its phrase: these hold for all.
func consistent(t Term) error {
	if t.Dates == nil || t.Warnings == nil {
		return fmt.Errorf("dates and warnings are never null: %+v", t)
	}
	for i, due := range t.Dates {
		switch back := due.Derivation.Rule == RuleBackward || strings.HasPrefix(due.Derivation.Rule, "-"); {
		case !plainCalendar.Working(due.Effective):
			return fmt.Errorf("%s is off", due.Effective)
		case !back && due.Effective.Before(due.Nominal):
			return fmt.Errorf("%s moved back to %s", due.Nominal, due.Effective)
		case back && due.Effective.After(due.Nominal):
			return fmt.Errorf("counted backward, %s moved forward to %s", due.Nominal, due.Effective)
		case i > 0 && due.Nominal.Before(t.Dates[i-1].Nominal):
			return fmt.Errorf("%s is out of order", due.Nominal)
		case due.Why == "":
			return fmt.Errorf("%s has no why", due.Effective)
		}
		if again, err := plainCalendar.Replay(due.Derivation); err != nil || again != due.Effective {
			return fmt.Errorf("replayed, %s is %s, %v", due.Effective, again, err)
		}
	}
	none, one := len(t.Dates) == 0, len(t.Dates) == 1
	switch t.Kind {
	case DateTerm:
		if none {
			return fmt.Errorf("a date without a date")
		}
	case WindowTerm:
		if t.From.IsZero() || t.To.Before(t.From) || one && t.Dates[0].Nominal != t.To || none && t.Needs == "" {
			return fmt.Errorf("window from %s to %s, %v, needs %q", t.From, t.To, t.Dates, t.Needs)
		}
	case RecurringTerm:
		if none && t.Needs == "" {
			return fmt.Errorf("a recurrence without dates needs something")
		}
	case ContinuousTerm, AnchoredTerm:
		if !none || t.Needs == "" || (t.Kind == AnchoredTerm) != (t.Anchor != "") {
			return fmt.Errorf("%s with %v, needs %q, anchor %q", t.Kind, t.Dates, t.Needs, t.Anchor)
		}
	case RefusedTerm:
		if !none || !strings.Contains(t.Reason, ";") {
			return fmt.Errorf("refused with %v and no suggestion: %q", t.Dates, t.Reason)
		}
	default:
		return fmt.Errorf("kind %q", t.Kind)
	}
	if t.Reason == "" {
		return fmt.Errorf("no reason")
	}
	return nil
}

// Every notation of a day gives the day itself, moved as the calendar moves it.
func TestTermDayInAnyNotation(t *testing.T) {
	roman := []string{"", "I", "ІІ", "III", "IV", "V", "VІ", "VII", "VIII", "IX", "Х", "XI", "ХІІ"}
	rapid.Check(t, func(t *rapid.T) {
		year := rapid.IntRange(FirstYear, LastYear-1).Draw(t, "year")
		d := Date{year, 1, 1}.AddDays(rapid.IntRange(0, 364).Draw(t, "day"))
		phrase := rapid.SampledFrom([]string{
			d.Short(), d.Long(), d.String(),
			fmt.Sprintf("%d.%d.%d", d.Day, d.Month, d.Year),
			fmt.Sprintf("%d.%s.%dг.", d.Day, roman[d.Month], d.Year),
			fmt.Sprintf("%02d.%02d.", d.Day, d.Month),
			fmt.Sprintf("%d %s", d.Day, MonthName(d.Month)),
			fmt.Sprintf("%d-ти м. %s %d година", d.Day, MonthName(d.Month), d.Year),
			fmt.Sprintf("%02d.%02d.%02d г.", d.Day, d.Month, d.Year%100),
			fmt.Sprintf("%s (%s)", d.Short(), d.WeekdayName()),
			fmt.Sprintf("%s, %s", d.WeekdayName(), d.Long()),
			fmt.Sprintf("%s, %s включително", d.Short(), d.WeekdayName()),
		}).Draw(t, "notation")
		phrase = rapid.SampledFrom([]string{"", "до ", "не по-късно от ", "най-късно до ", "в срок до ", "Срок: "}).Draw(t, "before") + phrase
		phrase = disguised(t, phrase)
		term := ReadTerm(phrase, year, plainCalendar)
		if term.Kind != DateTerm || len(term.Dates) != 1 || term.Dates[0].Nominal != d {
			t.Fatalf("%q is %s %v (%s), want %s", phrase, term.Kind, term.Dates, term.Reason, d)
		}
		if err := consistent(term); err != nil {
			t.Fatalf("%q: %v", phrase, err)
		}
	})
}

// disguised writes a phrase as another typist would: case, dashes, spaces.
func disguised(t *rapid.T, phrase string) string {
	if rapid.Bool().Draw(t, "capitals") {
		phrase = strings.ToUpper(phrase)
	}
	space := rapid.SampledFrom([]string{" ", "\u00a0", "\n", "  "}).Draw(t, "space")
	return strings.NewReplacer(" ", space).Replace(phrase)
}

// What must not matter does not: any phrase of the tables means the same in capitals and
// with other spaces and dashes.
func TestTermIgnoresTypography(t *testing.T) {
	rows := termRows(t, "testdata/terms.tsv")
	rapid.Check(t, func(t *rapid.T) {
		row := rapid.SampledFrom(rows).Draw(t, "row")
		year := rapid.IntRange(FirstYear, LastYear).Draw(t, "year")
		plain := ReadTerm(row.phrase, year, plainCalendar)
		phrase := disguised(t, strings.ReplaceAll(row.phrase, "–", "-"))
		other := ReadTerm(phrase, year, plainCalendar)
		if plain.Kind != other.Kind || fmt.Sprint(plain.Dates) != fmt.Sprint(other.Dates) || plain.Anchor != other.Anchor {
			t.Fatalf("%q: %s %v, but %q: %s %v", row.phrase, plain.Kind, plain.Dates, phrase, other.Kind, other.Dates)
		}
		if err := consistent(other); err != nil {
			t.Fatalf("%q in %d: %v", phrase, year, err)
		}
	})
}

// Random phrases made of the grammar's own pieces: whatever they mean, it is consistent.
func TestTermOfRandomPieces(t *testing.T) {
	pieces := strings.Split("до|на|през|от|след|преди|в срок|край|края|на|всеки|всяко|месец|месеца|тримесечие|полугодие|година|"+
		"годината|следващата|следващ|първи|последния|вторник|петък|работен ден|работни дни|дни|10|31|2|5-о|II|число|ежемесечно|"+
		"ежегодно|два пъти|годишно|май|юни|м.|2018 г.|2019|31.03.|30.06.2018|-|,|и|или|;|(|)|постоянен|отчет|заседанието|"+
		"приемане на плана|при|необходимост|едномесечен|14-дневен|началото|средата|включително|за|база|ч.|17:00", "|")
	rapid.Check(t, func(t *rapid.T) {
		phrase := strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 1, 8).Draw(t, "pieces"), " ")
		year := rapid.IntRange(FirstYear, LastYear).Draw(t, "year")
		if err := consistent(ReadTerm(phrase, year, plainCalendar)); err != nil {
			t.Fatalf("%q in %d: %v", phrase, year, err)
		}
	})
}

// Counted from an anchor, forward never falls before it and backward never after it.
func TestTermResolveProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		anchor := Date{2011, 1, 1}.AddDays(rapid.IntRange(0, 30000).Draw(t, "anchor"))
		n := rapid.IntRange(1, 40).Draw(t, "n")
		unit := rapid.SampledFrom([]string{"дни", "работни дни", "седмици", "месеца"}).Draw(t, "unit")
		back := rapid.Bool().Draw(t, "back")
		phrase := fmt.Sprintf("%d %s %s заседанието", n, unit, map[bool]string{true: "преди", false: "след"}[back])
		due, err := ReadTerm(phrase, 2018, plainCalendar).Resolve(anchor, plainCalendar)
		if err != nil {
			if anchor.Year > LastYear-4 || anchor.Year < FirstYear+4 {
				t.Skip("beyond the known years")
			}
			t.Fatalf("%q from %s: %v", phrase, anchor, err)
		}
		again, err := plainCalendar.Replay(due.Derivation)
		if err != nil || again != due.Effective || !plainCalendar.Working(due.Effective) || back != due.Effective.Before(anchor) {
			t.Fatalf("%q from %s: %+v", phrase, anchor, due)
		}
	})
}

func FuzzReadTerm(f *testing.F) {
	for _, row := range termRows(f, "testdata/terms.tsv") {
		f.Add(row.phrase, 2018)
	}
	f.Add("до 10-\xd0 число", 2100)
	f.Add(strings.Repeat("1-", 500), 2018)
	f.Fuzz(func(t *testing.T, phrase string, year int) {
		term := ReadTerm(phrase, year, plainCalendar)
		if err := consistent(term); err != nil {
			t.Fatalf("%q in %d: %v", phrase, year, err)
		}
		if utf8.ValidString(phrase) && !utf8.ValidString(term.Reason) {
			t.Fatalf("%q: the reason is no text: %q", phrase, term.Reason)
		}
	})
}

func BenchmarkReadTerm(b *testing.B) {
	for b.Loop() {
		ReadTerm("до 10-о число на месеца, следващ тримесечието", 2018, plainCalendar)
	}
}
