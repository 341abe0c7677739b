package config

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"srok/workflow"
)

// planFile is plan.yaml as it is written.
type planFile struct {
	Title    string         `yaml:"title"`
	Council  string         `yaml:"council"`
	From     workflow.Date  `yaml:"from"`
	To       workflow.Date  `yaml:"to"`
	Measures []measureEntry `yaml:"measures"`
	Tasks    []taskEntry    `yaml:"tasks"`
}

// measureEntry is a row of the published document: its columns are not checked, because they
// are verbatim.
type measureEntry struct {
	Key          string `yaml:"key"`
	Section      string `yaml:"section"`
	SectionTitle string `yaml:"section_title"`
	Number       string `yaml:"number"`
	Text         string `yaml:"text"`
	Term         string `yaml:"term"`
	Responsible  string `yaml:"responsible"`
	Indicator    string `yaml:"indicator"`
	Result       string `yaml:"result"`
	Place        string `yaml:"place"`
}

type taskEntry struct {
	Key           string       `yaml:"key"`
	Kind          kind         `yaml:"kind"`
	Measures      []string     `yaml:"measures"`
	Title         string       `yaml:"title"`
	TitleDefinite string       `yaml:"title_definite"`
	Items         []itemEntry  `yaml:"items"`
	Whom          []string     `yaml:"whom"`
	Except        []string     `yaml:"except"`
	Nil           []string     `yaml:"nil"`
	Cycles        []cycleEntry `yaml:"cycles"`
	Steps         stepsEntry   `yaml:"steps"`
	Accept        accept       `yaml:"accept"`
	Note          string       `yaml:"note"`
}

type itemEntry struct {
	Text     string   `yaml:"text"`
	Measures []string `yaml:"measures"`
}

type cycleEntry struct {
	Period  period        `yaml:"period"`
	Basis   string        `yaml:"basis"`
	Request workflow.Date `yaml:"request"`
	Due     workflow.Date `yaml:"due"`
}

type stepsEntry struct {
	Remind   []int `yaml:"remind"`
	Overdue  []int `yaml:"overdue"`
	Escalate int   `yaml:"escalate"`
}

// kind reads a workflow.TaskKind from a file.
type kind workflow.TaskKind

func (k *kind) UnmarshalText(b []byte) error {
	word, err := oneOf(b, string(workflow.ReportTask), string(workflow.ConfirmationTask), string(workflow.EventTask), string(workflow.PublicationTask))
	*k = kind(word)
	return err
}

// accept reads a workflow.Accept from a file.
type accept workflow.Accept

func (a *accept) UnmarshalText(b []byte) error {
	word, err := oneOf(b, string(workflow.AcceptPassingForm))
	*a = accept(word)
	return err
}

// period reads a workflow.Period from a file.
type period workflow.Period

func (p *period) UnmarshalText(b []byte) error {
	parsed, err := workflow.ParsePeriod(string(b))
	*p = period(parsed)
	return err
}

// LoadPlan reads a plan.yaml whose tasks ask institutions and groups of the directory.
// Oddities that a person should look at, but that do not make it wrong, are PlanWarnings.
func LoadPlan(path string, dir workflow.Directory) (workflow.Plan, error) {
	data, err := readFile(path, "make one from the published plan: srok plan import FILE --out plan.yaml")
	if err != nil {
		return workflow.Plan{}, err
	}
	return ParsePlan(path, data, dir)
}

// ParsePlan reads the bytes of a plan.yaml; name stands in the errors.
func ParsePlan(name string, data []byte, dir workflow.Directory) (workflow.Plan, error) {
	var file planFile
	s, err := decode(name, data, &file)
	if err != nil {
		return workflow.Plan{}, err
	}
	check := planCheck{source: s, file: file, measures: map[string]string{}, tasks: map[string]string{}, whom: map[string]bool{}}
	for _, i := range dir.Institutions {
		check.whom[i.ID] = true
	}
	for _, g := range dir.Groups {
		check.whom[g.ID] = true
	}
	if err := check.all(); err != nil {
		return workflow.Plan{}, err
	}
	return file.plan(), nil
}

// planCheck checks what the shape of the file does not say.
type planCheck struct {
	*source
	file     planFile
	measures map[string]string // where each key stands
	tasks    map[string]string
	whom     map[string]bool // ids that may be asked
}

func (c planCheck) all() error {
	if err := first(c.need("title", c.file.Title), c.term()); err != nil {
		return err
	}
	if len(c.file.Measures) == 0 {
		return c.refuse("measures", "is missing", "write the plan's measures, or import the published plan anew")
	}
	for i, m := range c.file.Measures {
		if err := c.measure(fmt.Sprintf("measures[%d]", i), m); err != nil {
			return err
		}
	}
	for i, t := range c.file.Tasks {
		if err := c.task(fmt.Sprintf("tasks[%d]", i), t); err != nil {
			return err
		}
	}
	return nil
}

func (c planCheck) need(at, text string) error {
	if strings.TrimSpace(text) == "" {
		return c.refuse(at, "is missing", "write it")
	}
	return nil
}

func (c planCheck) day(at string, d workflow.Date) error {
	if d.IsZero() {
		return c.refuse(at, "is missing", "write a day as 2018-07-02")
	}
	return nil
}

const (
	firstYear   = 2010 // the law's days off are known from then on
	maxPlanDays = 10*365 + 3
)

func (c planCheck) term() error {
	if err := first(c.day("from", c.file.From), c.day("to", c.file.To)); err != nil {
		return err
	}
	switch {
	case c.file.To.Before(c.file.From):
		return c.refuse("to", fmt.Sprintf("%s is before the plan's first day, %s", c.file.To, c.file.From), "write the last day that the plan covers")
	case c.file.From.Year < firstYear:
		return c.refuse("from", fmt.Sprintf("the working days of %d are not known", c.file.From.Year), fmt.Sprintf("write a year from %d on", firstYear))
	case c.file.To.DaysSince(c.file.From) > maxPlanDays:
		return c.refuse("to", fmt.Sprintf("the plan would last from %s to %s", c.file.From, c.file.To), "write at most ten years")
	}
	return nil
}

func (c planCheck) measure(at string, m measureEntry) error {
	if err := first(c.needLine(at+".key", m.Key), c.need(at+".text", m.Text)); err != nil {
		return err
	}
	return c.unique(at+".key", m.Key, c.measures, "measure")
}

func (c planCheck) unique(at, key string, seen map[string]string, what string) error {
	if other, twice := seen[key]; twice {
		return c.refuse(at, fmt.Sprintf("the %s %q stands on line %d already", what, key, c.source.at[other].Line), "write another, or take one of the two away")
	}
	seen[key] = at
	return nil
}

func (c planCheck) task(at string, t taskEntry) error {
	if err := first(
		c.checkID(at+".key", t.Key),
		c.unique(at+".key", t.Key, c.tasks, "task"),
		c.need(at+".kind", string(t.Kind)),
		c.known(at+".measures", t.Measures, slices.Sorted(maps.Keys(c.measures)), "measure of this plan"),
		c.needLine(at+".title", t.Title),
		c.needLine(at+".title_definite", t.TitleDefinite),
		c.known(at+".nil", t.Nil, t.Measures, "measure of this task"),
		c.known(at+".whom", t.Whom, slices.Sorted(maps.Keys(c.whom)), "institution or group"),
		c.known(at+".except", t.Except, slices.Sorted(maps.Keys(c.whom)), "institution or group"),
		c.steps(at+".steps", t.Steps),
	); err != nil {
		return err
	}
	if len(t.Measures) == 0 {
		return c.refuse(at+".measures", "is missing", "write the keys of the measures that the task serves, such as [I.4]")
	}
	if len(t.Whom) == 0 {
		return c.refuse(at+".whom", "is missing", "write the ids of the groups or institutions that are asked")
	}
	if t.Accept != "" && workflow.TaskKind(t.Kind) != workflow.ReportTask {
		return c.refuse(at+".accept", fmt.Sprintf("a task of kind %s has no form to check", t.Kind), "take the line away: a person reviews what comes")
	}
	for i, item := range t.Items {
		here := fmt.Sprintf("%s.items[%d]", at, i)
		if err := first(c.need(here+".text", item.Text), c.checkText(here+".text", item.Text, maxTextBytes), c.known(here+".measures", item.Measures, t.Measures, "measure of this task")); err != nil {
			return err
		}
	}
	periods := map[string]string{}
	for i, cycle := range t.Cycles {
		if err := c.cycle(fmt.Sprintf("%s.cycles[%d]", at, i), cycle, periods); err != nil {
			return err
		}
	}
	return nil
}

func (c planCheck) known(at string, words, known []string, what string) error {
	for i, word := range words {
		here := fmt.Sprintf("%s[%d]", at, i)
		switch {
		case !slices.Contains(known, word):
			return c.refuse(here, fmt.Sprintf("%q is no %s", excerpt(word), what), propose(word, known))
		case slices.Contains(words[:i], word):
			return c.refuse(here, fmt.Sprintf("%q stands here twice", word), "keep one of the two")
		}
	}
	return nil
}

// cycle refuses dates that can only be misprints. A reporting period may precede the plan:
// in January the reports on the year before are collected.
func (c planCheck) cycle(at string, y cycleEntry, periods map[string]string) error {
	if err := first(
		c.need(at+".period", string(y.Period)),
		c.unique(at+".period", string(y.Period), periods, "period"),
		c.day(at+".request", y.Request),
		c.day(at+".due", y.Due),
		c.checkText(at+".basis", y.Basis, maxTextBytes),
	); err != nil {
		return err
	}
	begins, _ := workflow.Period(y.Period).Range()
	latest := c.file.To
	latest.Year++
	switch {
	case y.Due.Before(y.Request):
		return c.refuse(at+".due", fmt.Sprintf("%s is before its request, %s", y.Due, y.Request), "write a due date after the day of the request")
	case y.Due.Before(c.file.From):
		return c.refuse(at+".due", fmt.Sprintf("%s is before the plan begins, %s", y.Due, c.file.From), "write a due date in the plan's time or shortly after it")
	case y.Due.After(latest):
		return c.refuse(at+".due", fmt.Sprintf("%s is more than a year after the plan ends, %s", y.Due, c.file.To), "write a due date in the plan's time or shortly after it")
	case y.Due.Before(begins):
		return c.refuse(at+".due", fmt.Sprintf("%s is before the period %s begins", y.Due, y.Period), "write the period that is reported on")
	case y.Due.DaysSince(y.Request) > 366:
		return c.refuse(at+".request", fmt.Sprintf("%s is more than a year before the due date, %s", y.Request, y.Due), "write a day closer to it")
	}
	return nil
}

const maxSteps = 20

func (c planCheck) steps(at string, s stepsEntry) error {
	ladder := func(at string, days []int) error {
		if len(days) > maxSteps {
			return c.refuse(at, fmt.Sprintf("has %d steps", len(days)), fmt.Sprintf("write at most %d", maxSteps))
		}
		for i, n := range days {
			here := fmt.Sprintf("%s[%d]", at, i)
			if err := c.checkRange(here, n, 1, 250); err != nil {
				return err
			}
			if slices.Contains(days[:i], n) {
				return c.refuse(here, fmt.Sprintf("%d stands here twice", n), "keep one of the two")
			}
		}
		return nil
	}
	return first(ladder(at+".remind", s.Remind), ladder(at+".overdue", s.Overdue), c.checkRange(at+".escalate", s.Escalate, 0, 250))
}
