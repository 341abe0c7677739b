// Package console shows what srok knows as read-only pages, rendered on the server.
//
// # How it fails
//
// A page shows the committed state of one moment or says that it cannot; it never shows an
// empty table for a state that could not be read. What should have happened and has not stands
// on top of every page. The pages change nothing, load nothing from elsewhere and run no script, and
// are shown under this machine's own names alone.
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
	"unicode"
	"unicode/utf8"

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
	Texts     string // fingerprint of the letters' texts
	Health    func(ctx context.Context, now time.Time) (engine.Health, error)
	Overview  func(ctx context.Context, now time.Time) (engine.Overview, error)
	Now       func() time.Time
	Zone      *time.Location
	Listen    string   // host:port where the pages are served
	Hosts     []string // names under which a browser may ask for them, besides this machine's own
	Log       *slog.Logger
}

// console serves the pages.
type console struct {
	Source
	pages *template.Template
}

// New makes the handler of all pages, of /healthz and of /metrics.
func New(s Source) http.Handler {
	c := &console{Source: s, pages: template.Must(template.New("").Funcs(template.FuncMap{
		"join": strings.Join, "upper": upperFirst, "stamp": stampIn(s.Zone), "received": receivedIn(s.Zone), "slot": workflow.SlotWords, "dated": workflow.DatedNumber,
		"sign": workflow.SignOf, "beside": beside, "signs": func() []workflow.Sign { return workflow.Signs },
	}).ParseFS(pages, "pages/*.html"))}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", c.year)
	mux.HandleFunc("GET /institution/{id}", c.institution)
	mux.HandleFunc("GET /obligation/{task}/{period}/{institution}", c.obligation)
	mux.HandleFunc("GET /healthz", c.healthz)
	mux.HandleFunc("GET /metrics", c.metrics)
	mux.HandleFunc("GET /", func(w http.ResponseWriter, _ *http.Request) { c.missing(w) })
	return guarded(c.forUs(mux))
}

// upperFirst begins a heading.
func upperFirst(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(first)) + s[size:]
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

// receivedIn tells when a submission came; of what came on paper only the day is known.
func receivedIn(zone *time.Location) func(workflow.Submission) string {
	stamp := stampIn(zone)
	return func(s workflow.Submission) string {
		if s.Channel != workflow.ByMail {
			return workflow.DateOf(s.Received.In(zone)).Short()
		}
		return stamp(s.Received)
	}
}

// guarded lets a page load and run nothing, and be framed nowhere.
func guarded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cache-Control", "no-store")
		next.ServeHTTP(w, r)
	})
}

// head is what every page shows on top.
type head struct {
	Council workflow.Council
	Title   string
	Now     time.Time
	Today   workflow.Date
	Health  engine.Health
}

func (c *console) head(ctx context.Context, title string) (head, error) {
	now := c.Now()
	health, err := c.Health(ctx, now)
	return head{Council: c.Council, Title: title, Now: now, Today: workflow.DateOf(now.In(c.Zone)), Health: health}, err
}

// institutions are those of the files, then those that only the log still knows: nobody who was
// asked goes missing from the table.
func (c *console) institutions(r *store.Reader) ([]workflow.Institution, error) {
	addressees, err := r.Addressees()
	if err != nil {
		return nil, err
	}
	all := slices.Clone(c.Directory.Institutions)
	for _, a := range addressees {
		if !slices.ContainsFunc(all, func(i workflow.Institution) bool { return i.ID == a.Institution.ID }) {
			all = append(all, a.Institution)
		}
	}
	return all, nil
}

// plan is the one that was approved; before that there are only the measures of the plan's file.
func (c *console) plan(r *store.Reader) (workflow.ApprovedPlan, error) {
	plan, err := r.Plan()
	if len(plan.Measures) == 0 {
		plan.Measures = c.Measures
	}
	return plan, err
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

// missing answers where a link or an address leads nowhere.
func (c *console) missing(w http.ResponseWriter) {
	http.Error(w, "Няма такава страница. Началната страница изброява институциите и задълженията.", http.StatusNotFound)
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
