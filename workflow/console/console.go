// Package console shows what srok knows as read-only pages, rendered on the server.
//
// # How it fails
//
// A page shows the committed state of one moment or says that it cannot; it never shows an
// empty table for a state that could not be read. What should have happened and has not stands
// on top of every page. The pages change nothing, load nothing from elsewhere and run no script.
package console

import (
	"bytes"
	"context"
	"embed"
	"encoding/json"
	"html/template"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"time"

	"srok/workflow"
	"srok/workflow/engine"
	"srok/workflow/store"
)

//go:embed pages/*.html
var pages embed.FS

// Source is what the pages are made of.
type Source struct {
	Council   workflow.Council
	Directory workflow.Directory
	Measures  []workflow.Measure // of the plan's file; what was approved takes its place
	Reader    func(context.Context) *store.Reader
	Health    func(ctx context.Context, now time.Time) (engine.Health, error)
	Now       func() time.Time
	Zone      *time.Location
	Log       *slog.Logger
}

// console serves the pages.
type console struct {
	Source
	pages *template.Template
}

// New makes the handler of all pages and of /healthz.
func New(s Source) http.Handler {
	c := &console{Source: s, pages: template.Must(template.New("").Funcs(template.FuncMap{
		"join": strings.Join, "stamp": stampIn(s.Zone), "class": classOf, "state": stateOf,
	}).ParseFS(pages, "pages/*.html"))}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", c.year)
	mux.HandleFunc("GET /obligation/{task}/{period}/{institution}", c.obligation)
	mux.HandleFunc("GET /healthz", c.healthz)
	return guarded(mux)
}

// stampIn writes instants in local time.
func stampIn(zone *time.Location) func(time.Time) string {
	return func(t time.Time) string {
		if t.IsZero() {
			return "няма"
		}
		return t.In(zone).Format("02.01.2006 г., 15:04 ч.")
	}
}

// guarded lets a page load and run nothing, and be framed nowhere.
func guarded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cache-Control", "no-store")
		next.ServeHTTP(w, r)
	})
}

// head is what every page shows on top.
type head struct {
	Council workflow.Council
	Title   string
	Now     time.Time
	Health  engine.Health
}

func (c *console) head(ctx context.Context, title string) (head, error) {
	now := c.Now()
	health, err := c.Health(ctx, now)
	return head{Council: c.Council, Title: title, Now: now, Health: health}, err
}

// yearPage is the year's table and what waits.
type yearPage struct {
	head
	Table    workflow.Table
	Today    workflow.Date
	Overdue  []workflow.Obligation
	Held     int
	Statuses []workflow.Status
	Totals   map[workflow.Status]int
	Names    map[string]string
}

func (c *console) year(w http.ResponseWriter, r *http.Request) {
	page, err := c.yearPage(r.Context())
	c.render(w, "year.html", page, err)
}

func (c *console) yearPage(ctx context.Context) (yearPage, error) {
	page := yearPage{Totals: map[workflow.Status]int{}, Names: map[string]string{},
		Statuses: []workflow.Status{workflow.StatusPlanned, workflow.StatusRequested, workflow.StatusReceived,
			workflow.StatusAccepted, workflow.StatusReturned, workflow.StatusWaived}}
	var err error
	if page.head, err = c.head(ctx, "Изпълнение на плана"); err != nil {
		return page, err
	}
	page.Today = workflow.DateOf(page.Now.In(c.Zone))
	reader := c.Reader(ctx)
	plan, err := reader.Plan()
	if err != nil {
		return page, err
	}
	measures := c.Measures
	if len(plan.Measures) > 0 {
		measures = plan.Measures
	}
	obligations, err := reader.Obligations()
	if err != nil {
		return page, err
	}
	held, err := reader.Held()
	if err != nil {
		return page, err
	}
	page.Held = len(held)
	page.Table = workflow.BuildTable(measures, c.Directory, obligations)
	for _, i := range c.Directory.Institutions {
		page.Names[i.ID] = i.Name
	}
	for _, o := range obligations {
		page.Totals[o.Status]++
		if slices.Contains(o.Flags(page.Today), workflow.FlagOverdue) {
			page.Overdue = append(page.Overdue, o)
		}
	}
	slices.SortStableFunc(page.Overdue, func(a, b workflow.Obligation) int { return a.CurrentDue().Compare(b.CurrentDue()) })
	return page, nil
}

// obligationPage is the history of one obligation.
type obligationPage struct {
	head
	Obligation workflow.Obligation
	Task       workflow.ApprovedTask
	Name       string
	Today      workflow.Date
	Events     []workflow.Event
	Stories    []string
}

func (c *console) obligation(w http.ResponseWriter, r *http.Request) {
	key := workflow.ObligationKey(r.PathValue("task"), workflow.Period(r.PathValue("period")), r.PathValue("institution"))
	reader := c.Reader(r.Context())
	o, found, err := reader.Obligation(key)
	if err == nil && !found {
		http.NotFound(w, r)
		return
	}
	page := obligationPage{Obligation: o}
	if err == nil {
		page.head, err = c.head(r.Context(), key)
	}
	if err == nil {
		page.Task, _, err = reader.Task(o.Task)
	}
	if err == nil {
		page.Events, err = reader.EventsOf(workflow.Subject{Kind: workflow.AboutObligation, Key: key})
	}
	page.Today = workflow.DateOf(page.Now.In(c.Zone))
	for _, e := range page.Events {
		page.Stories = append(page.Stories, workflow.Story(e.Fact))
	}
	for _, i := range c.Directory.Institutions {
		if i.ID == o.Institution {
			page.Name = i.Name
		}
	}
	c.render(w, "obligation.html", page, err)
}

// render writes a whole page or an error, never half of one.
func (c *console) render(w http.ResponseWriter, name string, page any, err error) {
	var b bytes.Buffer
	if err == nil {
		err = c.pages.ExecuteTemplate(&b, name, page)
	}
	if err != nil {
		c.Log.Error("a page cannot be shown", "page", name, "error", err)
		http.Error(w, "Страницата не може да бъде показана; причината е в дневника на услугата.", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Write(b.Bytes())
}

// healthz is for monitoring: 200 while mail flows, 503 with the reasons otherwise.
func (c *console) healthz(w http.ResponseWriter, r *http.Request) {
	health, err := c.Health(r.Context(), c.Now())
	w.Header().Set("Content-Type", "application/json")
	switch {
	case err != nil:
		c.Log.Error("the health cannot be told", "error", err)
		w.WriteHeader(http.StatusInternalServerError)
		return
	case !health.Well():
		w.WriteHeader(http.StatusServiceUnavailable)
	}
	json.NewEncoder(w).Encode(health)
}

// classOf names the state of a measure in a cell for the style sheet.
func classOf(o workflow.Obligation, measure string, today workflow.Date) string {
	state := workflow.StateOf(o, measure)
	if state == o.Status && slices.Contains(o.Flags(today), workflow.FlagOverdue) {
		return "overdue"
	}
	return string(state)
}

// stateOf says the state in words: colour alone tells nothing.
func stateOf(o workflow.Obligation, measure string, today workflow.Date) string {
	words := []string{workflow.StateOf(o, measure).Words()}
	for _, f := range o.Flags(today) {
		words = append(words, f.Words())
	}
	return strings.Join(words, ", ")
}
