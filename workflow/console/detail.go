package console

import (
	"context"
	"net/http"
	"slices"

	"srok/workflow"
)

// institutionPage is everything between the council and one institution.
type institutionPage struct {
	head
	Institution workflow.Institution
	Bad         map[string]workflow.Date // its addresses that take no letters, and since when
	Obligations []workflow.Obligation    // by due date
	Titles      map[string]string        // of the tasks, by key
	Letters     []workflow.Letter        // the newest first
}

func (c *console) institution(w http.ResponseWriter, r *http.Request) {
	page, found, err := c.institutionPage(r.Context(), r.PathValue("id"))
	if err == nil && !found {
		c.missing(w)
		return
	}
	c.render(w, "institution.html", page, err)
}

func (c *console) institutionPage(ctx context.Context, id string) (page institutionPage, found bool, err error) {
	reader := c.Reader(ctx)
	institutions, err := c.institutions(reader)
	if err != nil {
		return page, false, err
	}
	i := slices.IndexFunc(institutions, func(i workflow.Institution) bool { return i.ID == id })
	if i < 0 {
		return page, false, nil
	}
	page.Institution = institutions[i]
	to, _, err := reader.Addressee(id)
	if err != nil {
		return page, true, err
	}
	page.Bad = to.Bad
	if page.head, err = c.head(ctx, page.Institution.Name); err != nil {
		return page, true, err
	}
	if page.Titles, err = titles(reader.Tasks()); err != nil {
		return page, true, err
	}
	if page.Obligations, err = reader.ObligationsOf(id); err != nil {
		return page, true, err
	}
	slices.SortStableFunc(page.Obligations, func(a, b workflow.Obligation) int { return a.Due.Compare(b.Due) })
	page.Letters, err = reader.LettersOf(id)
	slices.Reverse(page.Letters)
	return page, true, err
}

func titles(tasks []workflow.ApprovedTask, err error) (map[string]string, error) {
	named := map[string]string{}
	for _, t := range tasks {
		named[t.Task.Key] = t.Task.Title
	}
	return named, err
}

// obligationPage is one obligation: how its dates were counted, what came, what happened.
type obligationPage struct {
	head
	Obligation  workflow.Obligation
	Institution workflow.Institution
	Task        workflow.ApprovedTask
	Measures    []workflow.Measure // that it serves, as the plan has them
	Steps       []step
	Submissions []workflow.Submission
	History     []workflow.Happened // the newest last
}

type step struct {
	workflow.Planned
	Outcome string
}

func (c *console) obligation(w http.ResponseWriter, r *http.Request) {
	key := workflow.ObligationKey(r.PathValue("task"), workflow.Period(r.PathValue("period")), r.PathValue("institution"))
	page, found, err := c.obligationPage(r.Context(), key)
	if err == nil && !found {
		c.missing(w)
		return
	}
	c.render(w, "obligation.html", page, err)
}

func (c *console) obligationPage(ctx context.Context, key string) (page obligationPage, found bool, err error) {
	reader := c.Reader(ctx)
	o, found, err := reader.Obligation(key)
	if err != nil || !found {
		return page, found, err
	}
	page.Obligation, page.Institution = o, workflow.Institution{ID: o.Institution, Name: o.Institution}
	if page.Task, _, err = reader.Task(o.Task); err != nil {
		return page, true, err
	}
	to, known, err := reader.Addressee(o.Institution)
	if err != nil {
		return page, true, err
	}
	if known {
		page.Institution = to.Institution
	}
	if page.head, err = c.head(ctx, upperFirst(page.Task.Task.Title)+" за "+o.Period.Words()+" – "+page.Institution.Name); err != nil {
		return page, true, err
	}
	plan, err := c.plan(reader)
	if err != nil {
		return page, true, err
	}
	page.Measures = slices.DeleteFunc(slices.Clone(plan.Measures), func(m workflow.Measure) bool { return !slices.Contains(o.Measures, m.Key) })
	for _, p := range slices.SortedStableFunc(slices.Values(o.Schedule), func(a, b workflow.Planned) int { return a.Day.Compare(b.Day) }) {
		page.Steps = append(page.Steps, step{p, o.Outcome(p, to, page.Task.Texts != c.Texts)})
	}
	for _, s := range o.Submissions {
		submission, _, err := reader.Submission(s.Submission)
		if err != nil {
			return page, true, err
		}
		page.Submissions = append(page.Submissions, submission)
	}
	page.History, err = reader.History(key)
	return page, true, err
}

// beside lists the flags that a sign does not say already.
func beside(o workflow.Obligation, today workflow.Date) []workflow.Flag {
	return slices.DeleteFunc(o.Flags(today), func(f workflow.Flag) bool {
		return f == workflow.FlagOverdue || f == workflow.FlagLate && o.Status == workflow.StatusAccepted
	})
}
