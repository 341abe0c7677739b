package planfile

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"srok/workflow"
)

// mostYears that tasks are proposed for: longer plans are asked about.
const mostYears = 5

// proposal collects the tasks of a plan.
type proposal struct {
	plan     workflow.Plan
	dir      workflow.Directory
	book     *phonebook
	calendar *workflow.Calendar
	tasks    []workflow.Task
	of       []origin // of the tasks
	warnings []workflow.Warning
}

// origin is what a task was drafted from.
type origin struct {
	topic topic
	duty  duty // the first one
}

// propose drafts tasks for every measure, and warns of each for which it cannot.
func propose(plan workflow.Plan, dir workflow.Directory) ([]workflow.Task, []workflow.Warning) {
	p := &proposal{plan: plan, dir: dir, book: newPhonebook(dir), calendar: workflow.NewCalendar(workflow.DaysOff{})}
	if last := plan.From.Year + mostYears - 1; plan.To.Year > last {
		p.warn(wholePlan, "Планът обхваща повече от %d години; датите на задачите са предложени до %d г.", mostYears, last)
	}
	for _, m := range plan.Measures {
		p.measure(m)
	}
	for i := range p.tasks {
		p.finish(&p.tasks[i], p.of[i])
	}
	return p.tasks, p.warnings
}

func (p *proposal) warn(where, format string, args ...any) {
	what := fmt.Sprintf(format, args...)
	if before, doubled := strings.CutSuffix(what, "г.."); doubled { // a date has its full stop
		what = before + "г."
	}
	p.warnings = append(p.warnings, workflow.Warning{Where: where, What: what})
}

func (p *proposal) measure(m workflow.Measure) {
	term := p.term(m)
	p.warnOfTerm(m, term)
	who := p.book.read(m.Responsible)
	for _, u := range who.unknown {
		p.warn(m.Key, "Отговорният „%s“ не е разпознат сред институциите; добавете го или посочете кого да се пита.", clip(u))
	}
	found := duties(m, who)
	if len(found) == 0 {
		why := "не е ясно какво се очаква"
		if !who.council && len(who.others) == 0 {
			why = "не е разпознат отговорен"
		}
		p.warn(m.Key, "За тази мярка не е предложена задача: %s.", why)
	}
	for _, d := range found {
		d.dates = nominalDates(term)
		t, known := topicOf(d)
		if !known {
			p.warn(m.Key, "Предметът на мярката не е познат; предложената задача „%s“ е обща и трябва да се допълни.", t.key)
		}
		p.add(d, t, who)
	}
}

// add puts a duty into the task of its topic that asks the same institutions, or makes one.
func (p *proposal) add(d duty, t topic, who addressees) {
	whom := slices.Clone(who.others)
	switch {
	case d.council:
		whom = []string{p.dir.Council.ID}
	case d.kind != workflow.ReportTask:
		whom = who.whom(p.dir)
	}
	key := t.key
	for n := 2; ; n++ {
		i := slices.IndexFunc(p.tasks, func(o workflow.Task) bool { return o.Key == key })
		if i < 0 {
			break
		}
		if slices.Equal(p.tasks[i].Whom, whom) && slices.Equal(p.of[i].duty.dates, d.dates) {
			p.tasks[i].Measures = append(p.tasks[i].Measures, d.measure.Key)
			return
		}
		key = fmt.Sprintf("%s-%d", t.key, n)
	}
	p.tasks = append(p.tasks, workflow.Task{Key: key, Kind: d.kind, Measures: []string{d.measure.Key},
		Title: t.title, TitleDefinite: t.the, Whom: whom, Steps: stepsOf(d.kind, d.council)})
	p.of = append(p.of, origin{t, d})
}

// finish fills in what depends on all the measures of a task.
func (p *proposal) finish(task *workflow.Task, from origin) {
	measures := p.measuresOf(*task)
	t := from.topic
	switch {
	case task.Kind == workflow.ReportTask:
		p.reportItems(task, measures)
	case task.Kind == workflow.PublicationTask && t.items == nil:
		for _, m := range measures {
			task.Items = append(task.Items, listed(m.Indicator)...)
		}
	default:
		for _, text := range t.items {
			task.Items = append(task.Items, workflow.Item{Text: text})
		}
	}
	if len(from.duty.dates) > 0 {
		task.Cycles = p.datedCycles(from.duty, task.Key)
		task.Steps.Remind = remindersAfterRequest(*task)
	} else {
		task.Cycles = p.cycles(t)
	}
	if t.key == "report" && slices.ContainsFunc(task.Cycles, func(c workflow.Cycle) bool { return len(c.Period) > len("2018") }) {
		task.Title, task.TitleDefinite = "доклад", "доклада" // of a month or a quarter, it is no yearly one
	}
	task.Note = p.note(from, measures)
}

// remindersAfterRequest drops those that would come before the request itself.
func remindersAfterRequest(task workflow.Task) []int {
	return slices.DeleteFunc(slices.Clone(task.Steps.Remind), func(workdays int) bool {
		return slices.ContainsFunc(task.Cycles, func(c workflow.Cycle) bool { return workdays*7/5 >= c.Due.DaysSince(c.Request) })
	})
}

func (p *proposal) measuresOf(task workflow.Task) []workflow.Measure {
	var measures []workflow.Measure
	for _, m := range p.plan.Measures {
		if slices.Contains(task.Measures, m.Key) {
			measures = append(measures, m)
		}
	}
	return measures
}

var (
	onSignals     = regexp.MustCompile(`сигнал`)
	onAntiMeasure = regexp.MustCompile(`антикорупционни мерки|предприети мерки|въведени\S* (?:\S+ ){0,3}мерки`)
)

// reportItems says what a report must hold, and what „няма постъпили сигнали“ answers.
func (p *proposal) reportItems(task *workflow.Task, measures []workflow.Measure) {
	var signals, introduced, other []string
	for _, m := range measures {
		switch folded := fold(m.Text); {
		case onSignals.MatchString(folded):
			signals = append(signals, m.Key)
		case onAntiMeasure.MatchString(folded):
			introduced = append(introduced, m.Key)
		default:
			other = append(other, m.Key)
		}
	}
	if signals != nil {
		task.Items = append(task.Items, workflow.Item{Measures: signals,
			Text: "обобщена информация за постъпилите сигнали за корупция и за предприетите по тях действия"})
	}
	if introduced != nil {
		task.Items = append(task.Items, workflow.Item{Measures: introduced,
			Text: "въведените през периода антикорупционни мерки (ред Г8 от образеца)"})
	}
	for _, key := range other {
		task.Items = append(task.Items, workflow.Item{Measures: []string{key}, Text: "доклад за изпълнението на мярка " + key})
	}
	task.Nil = signals
}

// listed reads the things that an indicator lists after a colon.
func listed(indicator string) []workflow.Item {
	_, list, ok := strings.Cut(indicator, ":")
	if !ok {
		return nil
	}
	var items []workflow.Item
	for _, thing := range parting.Split(list, -1) {
		if thing = strings.TrimSpace(thing); thing != "" {
			items = append(items, workflow.Item{Text: thing})
		}
	}
	return items
}

func (p *proposal) cycles(t topic) []workflow.Cycle {
	var cycles []workflow.Cycle
	for _, year := range p.years() {
		switch {
		case t.cycles == nil:
			cycles = append(cycles, regularCycles(year, t.cadence)...)
		case year == p.plan.From.Year && t.collectsPreviousYear():
			cycles = append(cycles, withPreviousYear(t.cycles, p.plan.From, p.councilName())...)
		default:
			cycles = append(cycles, t.cycles(year)...)
		}
	}
	return cycles
}

// years of the plan for which dates are proposed.
func (p *proposal) years() []int {
	var years []int
	for year := p.plan.From.Year; year <= min(p.plan.To.Year, p.plan.From.Year+mostYears-1); year++ {
		years = append(years, year)
	}
	return years
}

// collectsPreviousYear: the yearly reports, and their publication.
func (t topic) collectsPreviousYear() bool {
	return t.kind == workflow.ReportTask || t.key == "report-publication"
}

// councilName is the directory's; otherwise, where the title and the measures spell it in
// two ways, the one that the measures repeat.
func (p *proposal) councilName() string {
	if p.dir.Council.ShortName != "" {
		return p.dir.Council.ShortName
	}
	if repeated := similarAcronyms(p.plan.Council, wholeText(p.plan)); len(repeated) > 0 {
		return repeated[0]
	}
	if p.plan.Council != "" {
		return p.plan.Council
	}
	return "съвета"
}

// note tells the person who approves what the plan says and what srok has made of it.
func (p *proposal) note(from origin, measures []workflow.Measure) string {
	t := from.topic
	dated := len(from.duty.dates) > 0
	parts := []string{"Планът не сочи ден; датите са работни и важат след одобрение."}
	if dated {
		parts = []string{fmt.Sprintf("Крайните дати са от срока в плана („%s“); дните на исканията са работни.", from.duty.measure.Term)}
	}
	oneOfSeveral := t.kind == workflow.ReportTask && !from.duty.council && len(measures) < 2 // „мерките искат един и същ документ“
	if t.note != "" && !oneOfSeveral && !(dated && t.cycles != nil && t.kind == workflow.EventTask) {
		parts = append(parts, t.note)
	}
	for _, m := range measures {
		if t.kind == workflow.ReportTask && conflicting(m, p.term(m)) {
			parts = append(parts, fmt.Sprintf("Мярка %s е със срок „%s“, а иска годишен доклад: решете кое важи.", m.Key, m.Term))
		}
	}
	if t.collectsPreviousYear() && !dated {
		parts = append(parts, fmt.Sprintf("Първият цикъл е за %d г. и има собствено основание: отчетната година не е годината на плана.", p.plan.From.Year-1))
	}
	return strings.Join(parts, " ")
}
