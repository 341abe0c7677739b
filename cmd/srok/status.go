package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"srok/workflow"
)

// statusCmd shows who owes what.
type statusCmd struct {
	Institution string `placeholder:"ID" help:"Only this institution's."`
	Task        string `placeholder:"KEY" help:"Only this task's."`
	Open        bool   `help:"Only what is still owed or waits for a review."`
}

// statusRow is an obligation as other programs may rely on it.
type statusRow struct {
	Key         string               `json:"key"`
	Task        string               `json:"task"`
	Measures    []string             `json:"measures"`
	Institution string               `json:"institution"`
	Period      workflow.Period      `json:"period"`
	Due         workflow.Date        `json:"due"` // that counts now: of a correction where one was set
	Status      workflow.Status      `json:"status"`
	Flags       []workflow.Flag      `json:"flags"`
	Submissions []workflow.Submitted `json:"submissions"`

	Left []string `json:"left,omitempty"` // measures that nothing answers yet, where something answers others
}

func rowOf(o workflow.Obligation, today workflow.Date) statusRow {
	return statusRow{Key: o.Key, Task: o.Task, Measures: o.Measures, Institution: o.Institution, Period: o.Period,
		Due: o.CurrentDue(), Status: o.Status, Flags: o.Flags(today), Submissions: append([]workflow.Submitted{}, o.Submissions...), Left: leftOf(o)}
}

// leftOf a partly answered obligation are the measures that are neither fulfilled nor under review.
func leftOf(o workflow.Obligation) []string {
	left := o.Owed()
	for _, s := range o.Submissions {
		if s.Review == workflow.UnderReview {
			left = slices.DeleteFunc(left, func(m string) bool { return slices.Contains(s.Covers, m) })
		}
	}
	if len(left) == len(o.Measures) || o.Status == workflow.StatusWaived {
		return nil
	}
	return left
}

// words is the state in Bulgarian, with what stands beside it.
func (r statusRow) words() string {
	words := []string{r.Status.Words()}
	if len(r.Left) > 0 {
		words = append(words, "остава: "+strings.Join(r.Left, ", "))
	}
	for _, flag := range r.Flags {
		words = append(words, flag.Words())
	}
	if r.Status == workflow.StatusAccepted && slices.ContainsFunc(r.Submissions, func(s workflow.Submitted) bool { return s.Review == workflow.UnderReview }) {
		words = append(words, "изпратено е още, за преглед") // whoever corrects what was accepted waits for a person
	}
	for _, s := range r.Submissions {
		if s.Unbelieved && s.Review == workflow.UnderReview {
			words = append(words, "подателят не е потвърден")
		}
		if s.Source != "" && s.Review == workflow.UnderReview {
			words = append(words, "въведени данни от: "+s.Source)
		}
	}
	return strings.Join(words, ", ")
}

// status is what `srok status --json` prints.
type status struct {
	AsOf        time.Time   `json:"asOf"`
	Obligations []statusRow `json:"obligations"`
	Mailbox     struct {
		LastCheck *time.Time       `json:"lastCheck"`       // null: never with success
		Aside     []workflow.Aside `json:"aside,omitempty"` // messages that the server cannot give
	} `json:"mailbox"`
	Totals  map[string]int `json:"totals"`           // by status and by flag; an obligation may have several flags
	Silence []string       `json:"silence"`          // Bulgarian: what should have happened and has not
	Paused  string         `json:"paused,omitempty"` // why nothing is sent
	Missing []string       `json:"missing"`          // Bulgarian: what cannot be done on this machine

	approved bool // a task is
}

func (c *statusCmd) Run(a *app) error {
	opened, err := a.openExisting()
	if err != nil {
		return err
	}
	defer opened.Close()
	now := a.now()
	obligations, err := opened.store.Read(a.ctx).Obligations()
	if err != nil {
		return err
	}
	tasks, err := opened.store.Read(a.ctx).Tasks()
	if err != nil {
		return err
	}
	health, err := opened.engine.Health(a.ctx, now)
	if err != nil {
		return err
	}
	if err := c.knows(opened.config.Directory, obligations); err != nil {
		return err
	}
	s := status{AsOf: now.In(opened.config.Zone), Obligations: []statusRow{}, Totals: noTotals(), approved: len(tasks) > 0}
	if !health.LastCheck.IsZero() {
		checked := health.LastCheck.In(opened.config.Zone)
		s.Mailbox.LastCheck = &checked
	}
	s.Mailbox.Aside = health.Aside
	s.Silence, s.Paused, s.Missing = health.Silence, health.Paused, health.Missing
	for _, o := range obligations {
		if c.leavesOut(o) {
			continue
		}
		row := rowOf(o, opened.today(now))
		s.Obligations = append(s.Obligations, row)
		s.Totals[string(row.Status)]++
		for _, flag := range row.Flags {
			s.Totals[string(flag)]++
		}
	}
	return a.show(s, s.page)
}

// knows refuses a misspelt filter: an empty table would look like good news.
func (c *statusCmd) knows(d workflow.Directory, obligations []workflow.Obligation) error {
	var institutions, tasks []string
	for _, i := range d.Institutions {
		institutions = append(institutions, i.ID)
	}
	for _, o := range obligations {
		institutions, tasks = append(institutions, o.Institution), append(tasks, o.Task)
	}
	for _, filter := range []struct {
		flag, value string
		known       []string
	}{{"--institution", c.Institution, institutions}, {"--task", c.Task, tasks}} {
		if filter.value != "" && !slices.Contains(filter.known, filter.value) {
			return &workflow.Refusal{Where: filter.flag, What: fmt.Sprintf("%q is not known", filter.value),
				Do: nearest(filter.value, filter.known, "`srok status` lists them")}
		}
	}
	return nil
}

func (c *statusCmd) leavesOut(o workflow.Obligation) bool {
	return c.Institution != "" && o.Institution != c.Institution || c.Task != "" && o.Task != c.Task ||
		c.Open && !o.Open() && o.Status != workflow.StatusReceived
}

var (
	allStatuses = []workflow.Status{workflow.StatusPlanned, workflow.StatusRequested, workflow.StatusReceived,
		workflow.StatusAccepted, workflow.StatusReturned, workflow.StatusWaived}
	allFlags = []workflow.Flag{workflow.FlagOverdue, workflow.FlagLate, workflow.FlagPaused, workflow.FlagQuarantined, workflow.FlagUndelivered}
)

// noTotals has every status and flag, so that a program need not ask which there are.
func noTotals() map[string]int {
	totals := map[string]int{}
	for _, s := range allStatuses {
		totals[string(s)] = 0
	}
	for _, f := range allFlags {
		totals[string(f)] = 0
	}
	return totals
}

// page is the table for people, overdue first.
func (s status) page(p *page) {
	for _, what := range s.Silence {
		p.line("ВНИМАНИЕ: %s", visible(what))
	}
	warnPaused(p, s.Paused)
	for _, what := range s.Missing {
		p.line("Забележка: %s", what)
	}
	var checked time.Time
	if s.Mailbox.LastCheck != nil {
		checked = *s.Mailbox.LastCheck
	}
	p.line("Към %s; последна успешна проверка на пощата: %s", clockTime(s.AsOf, s.AsOf.Location()), clockTime(checked, s.AsOf.Location()))
	rows := slices.SortedStableFunc(slices.Values(s.Obligations), func(a, b statusRow) int {
		return cmp.Or(b.overdue()-a.overdue(), a.Due.Compare(b.Due))
	})
	lines := [][]string{{"ЗАДЪЛЖЕНИЕ", "МЕРКИ", "СРОК", "СЪСТОЯНИЕ"}}
	for _, row := range rows {
		lines = append(lines, []string{row.Key, strings.Join(row.Measures, ", "), row.Due.Short(), row.words()})
	}
	p.table(lines)
	var totals []string
	for _, status := range allStatuses {
		totals = append(totals, countOf(status.Words(), s.Totals[string(status)])...)
	}
	for _, flag := range allFlags {
		totals = append(totals, countOf(flag.Words(), s.Totals[string(flag)])...)
	}
	switch {
	case len(s.Obligations) > 0:
		p.line("Общо %d: %s", len(s.Obligations), strings.Join(totals, ", "))
	case s.approved:
		p.line("Няма такива задължения.")
	default:
		p.line("Няма задължения; одобряването на плана ги открива: srok plan approve --office „…“")
	}
}

func (r statusRow) overdue() int {
	if slices.Contains(r.Flags, workflow.FlagOverdue) {
		return 1
	}
	return 0
}

func warnPaused(p *page, why string) {
	if why != "" {
		p.line("ВНИМАНИЕ: изпращането е спряно: %s", visible(why))
	}
}
