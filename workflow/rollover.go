package workflow

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Rollover drafts the next year's plan with the same tasks. The measures stay verbatim, because
// they are the council's published words; what is srok's own, the cycles and the texts of the
// tasks, moves one year. A cycle whose period the present plan asks for already is left out, so
// that nothing is asked twice. Dates stay nominal: where the calendar moves them, a warning says so.
//
// Whatever was changed, and whatever names a year and was not, has a warning in Bulgarian.
func Rollover(p Plan, cal *Calendar) (Plan, []Warning) {
	r := rollover{cal: cal, first: p.From.Year - 1, last: p.To.Year + 1}
	next := p
	next.Title = r.moved("план", "Заглавието", p.Title)
	next.From = yearLater(p.From)
	next.To = yearLater(p.To.AddDays(1)).AddDays(-1) // the plans meet, also around 29 February
	if next.To.Year > LastYear {
		r.warn("план", "Почивните дни след %d г. не са известни.", LastYear)
	}
	next.Measures = slices.Clone(p.Measures)
	for _, m := range p.Measures {
		r.measure(m)
	}
	next.Tasks = nil
	for _, t := range p.Tasks {
		next.Tasks = append(next.Tasks, r.task(t))
	}
	r.overlap(p, next.From)
	return next, r.warnings
}

// rollover collects what a person should look at.
type rollover struct {
	cal         *Calendar
	first, last int // the years that a text means when it speaks about the plan's time
	warnings    []Warning
}

func (r *rollover) warn(where, format string, args ...any) {
	r.warnings = append(r.warnings, Warning{Where: where, What: fmt.Sprintf(format, args...)})
}

var yearInText = regexp.MustCompile(`\b(?:19|20|21)\d\d\b`) // also in „2018г.“ and „31.12.2018“

// years lists the years of the plan's time that a text names, each once. Others are those of
// laws and decisions, which do not move.
func (r *rollover) years(text string) []string {
	var named []string
	for _, word := range yearInText.FindAllString(text, -1) {
		if _, near := r.near(word); near && !slices.Contains(named, word+" г.") {
			named = append(named, word+" г.")
		}
	}
	return named
}

func (r *rollover) near(word string) (year int, near bool) {
	year, err := strconv.Atoi(word)
	return year, err == nil && year >= r.first && year <= r.last
}

// moved is a text in which every year of the plan's time is the next one, with a warning.
func (r *rollover) moved(where, what, text string) string {
	if len(r.years(text)) == 0 {
		return text
	}
	next := yearInText.ReplaceAllStringFunc(text, func(word string) string {
		year, near := r.near(word)
		if !near {
			return word
		}
		return strconv.Itoa(year + 1)
	})
	r.warn(where, "%s: годината е преместена с една напред: „%s“ → „%s“.", what, text, next)
	return next
}

// stays warns of a text that names a year and was left as it is.
func (r *rollover) stays(where, what, text string) {
	if years := r.years(text); len(years) > 0 {
		r.warn(where, "%s сочи %s и остава, както е в досегашния план: „%s“.", what, joinAnd(years), text)
	}
}

func (r *rollover) measure(m Measure) {
	r.stays(m.Key, "Срокът", m.Term)
	r.stays(m.Key, "Текстът на мярката", m.Text)
	r.stays(m.Key, "Индикаторът", m.Indicator)
	r.stays(m.Key, "Резултатът", m.Result)
	r.stays(m.Key, "Заглавието на раздела", m.SectionTitle)
}

func (r *rollover) task(t Task) Task {
	where := "задача " + t.Key
	next := t
	next.Title = r.moved(where, "Наименованието", t.Title)
	next.TitleDefinite = r.moved(where, "Членуваното наименование", t.TitleDefinite)
	next.Items = slices.Clone(t.Items)
	for i := range next.Items {
		next.Items[i].Text = r.moved(where, "Исканото", t.Items[i].Text)
	}
	if years := r.years(t.Note); len(years) > 0 {
		r.warn(where, "Бележката сочи %s и остава, както е в досегашния план; прегледайте я.", joinAnd(years))
	}
	next.Cycles = nil
	for _, c := range t.Cycles {
		moved := Cycle{Period: c.Period.yearLater(), Request: yearLater(c.Request), Due: yearLater(c.Due)}
		if slices.ContainsFunc(t.Cycles, func(had Cycle) bool { return had.Period == moved.Period }) {
			r.warn(where, "Цикълът за %s не е пренесен: задължението за този период е по досегашния план и не се иска втори път.", moved.Period.Words())
			continue
		}
		moved.Basis = r.moved(where, "Основанието за "+moved.Period.Words(), c.Basis)
		r.leapDay(where, c)
		next.Cycles = append(next.Cycles, moved)
	}
	if len(next.Cycles) == 0 {
		r.warn(where, "Задачата остава без цикли: добавете период и дати или я махнете.")
	}
	r.offDays(where, next.Cycles)
	return next
}

// leapDay warns of a day that the next year does not have.
func (r *rollover) leapDay(where string, c Cycle) {
	for _, day := range []Date{c.Request, c.Due} {
		if day.Month == time.February && day.Day == 29 {
			r.warn(where, "%s няма през %d г.; взет е %s", day.dayMonth(), day.Year+1, yearLater(day).Short())
		}
	}
}

// offDays says where the calendar will move a due date, which a person may rather set anew.
func (r *rollover) offDays(where string, cycles []Cycle) {
	var words []string
	for _, c := range cycles {
		if due := r.cal.Forward(c.Due).Effective; due != c.Due {
			words = append(words, fmt.Sprintf("%s → %s", c.Due.Short(), due.Short()))
		}
	}
	if len(words) > 0 {
		r.warn(where, "Срок в почивен ден се премества на следващия работен: %s", strings.Join(words, "; "))
	}
}

// overlap warns that the present plan still runs when the next one begins: a task that is
// followed under one key asks for what its cycles say, and for nothing else.
func (r *rollover) overlap(p Plan, begins Date) {
	var last Date
	for _, t := range p.Tasks {
		for _, c := range t.Cycles {
			if due := r.cal.Forward(c.Due).Effective; due.After(last) {
				last = due
			}
		}
	}
	if !last.Before(begins) {
		r.warn("план", "По досегашния план има срокове до %s Приложете новия (plan apply), след като приключат: дотогава той би отменил откритите по тях задължения.", last.Short())
	}
}

// yearLater is the same day of the next year; of 29 February, the 28th.
func yearLater(d Date) Date {
	if d.IsZero() {
		return d
	}
	if d.Month == time.February && d.Day == 29 {
		d.Day = 28
	}
	d.Year++
	return d
}

// yearLater is the same part of the next year: 2018-Q3 becomes 2019-Q3.
func (p Period) yearLater() Period {
	year, part := string(p), ""
	if len(p) > 4 {
		year, part = string(p[:4]), string(p[4:])
	}
	n, err := strconv.Atoi(year)
	if err != nil {
		return p
	}
	return Period(fmt.Sprintf("%04d%s", n+1, part))
}
