package console

import (
	"context"
	"net/http"
	"slices"

	"srok/workflow"
	"srok/workflow/engine"
)

// yearPage is the year's table and what waits for a person.
type yearPage struct {
	head
	Table    workflow.Table
	Overdue  []workflow.Obligation // the oldest first
	Overview engine.Overview
	Counts   []count
	Names    map[string]string // of the institutions, by id
	Titles   map[string]string // of the tasks, by key
}

// count is how many obligations stand so.
type count struct {
	workflow.Sign
	N int
}

func (c *console) year(w http.ResponseWriter, r *http.Request) {
	page, err := c.yearPage(r.Context())
	c.render(w, "year.html", page, err)
}

func (c *console) yearPage(ctx context.Context) (page yearPage, err error) {
	if page.head, err = c.head(ctx, "Изпълнение на плана"); err != nil {
		return page, err
	}
	if page.Overview, err = c.Overview(ctx, page.Now); err != nil {
		return page, err
	}
	reader := c.Reader(ctx)
	plan, err := c.plan(reader)
	if err != nil {
		return page, err
	}
	institutions, err := c.institutions(reader)
	if err != nil {
		return page, err
	}
	if page.Titles, err = titles(reader.Tasks()); err != nil {
		return page, err
	}
	obligations, err := reader.ObligationsSince(plan.From) // those of earlier years stand on the pages of their institutions
	if err != nil {
		return page, err
	}
	page.Table = workflow.BuildTable(plan.Measures, workflow.Directory{Institutions: institutions}, obligations)
	page.Names = map[string]string{}
	for _, i := range institutions {
		page.Names[i.ID] = i.Name
	}
	page.count(obligations)
	return page, nil
}

// count tells how many obligations stand how, and lists the overdue ones.
func (p *yearPage) count(obligations []workflow.Obligation) {
	for _, sign := range workflow.Signs {
		p.Counts = append(p.Counts, count{Sign: sign})
	}
	for _, o := range obligations {
		sign := workflow.SignOf(o, "", p.Today)
		i := slices.IndexFunc(p.Counts, func(c count) bool { return c.Name == sign.Name })
		p.Counts[i].N++
		if sign.Name == "overdue" {
			p.Overdue = append(p.Overdue, o)
		}
	}
	slices.SortStableFunc(p.Overdue, func(a, b workflow.Obligation) int { return a.CurrentDue().Compare(b.CurrentDue()) })
}
