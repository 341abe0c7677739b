package sim

import (
	"embed"
	"strings"
	"text/template"

	"srok/workflow"
)

//go:embed templates/*.tmpl
var templateFiles embed.FS

// texts are what people write.
type texts struct{ t *template.Template }

func newTexts() (*texts, error) {
	t, err := template.New("").Funcs(template.FuncMap{"stop": stop}).ParseFS(templateFiles, "templates/*.tmpl")
	return &texts{t}, err
}

// stop ends a sentence; „2018 г.“ has its full stop already.
func stop(s string) string { return strings.TrimSuffix(s, ".") + "." }

// answerView is what the text of an answer is made of.
type answerView struct {
	Institution workflow.Institution
	Kind        answerKind
	Today       string
	AskedOn     string // date of the council's letter
	AskedNo     string // its изх. №, where it had one
	Scan        bool
	Variant     int // 0 to 2: people say the same thing differently
	Points      []point
}

// point is what is said about one obligation.
type point struct {
	Task    string
	Period  string
	Title   string
	Page    string
	Held    bool // an event took place
	Day     string
	Updated string
	People  int
	Topic   string
}

var topics = []string{"Етично поведение на служителите в държавната администрация", "Предотвратяване на конфликт на интереси", "Работа със сигнали на граждани"}

func (w *World) answerView(i *institution, l letter, a answer, today workflow.Date) answerView {
	v := answerView{Institution: i.Institution, Kind: a.kind, Today: today.Short(), Scan: i.role == scan,
		AskedOn: workflow.DateOf(l.arrived.In(w.zone)).Short(), Variant: w.below(3, "variant", i.ID, string(a.kind))}
	for _, o := range a.about {
		v.AskedNo = o.AskedNo
		about := []string{"point", i.ID, o.Key}
		v.Points = append(v.Points, point{
			Task: o.Task, Period: o.Period.Words(), Title: titleOf(w.Plan, o.Task), Page: page(i),
			Held: w.percent(80, about...), People: w.between(5, 40, about...), Topic: topics[w.below(len(topics), about...)],
			Day:     w.dayIn(o.Period, today, i.ID, o.Key).Short(),
			Updated: w.cal.Previous(today.AddDays(-w.below(12, about...))).Short(),
		})
	}
	return v
}

func titleOf(p workflow.Plan, task string) string {
	t, _ := p.Task(task)
	return t.TitleDefinite
}

func (t *texts) answer(v answerView) (string, error) { return t.render("answer", v) }

func (t *texts) absence(i workflow.Institution, from, back workflow.Date) (string, error) {
	return t.render("absence", struct {
		Institution workflow.Institution
		From, Back  string
	}{i, from.Short(), back.Short()})
}

func (t *texts) render(name string, view any) (string, error) {
	var b strings.Builder
	err := t.t.ExecuteTemplate(&b, name, view)
	return b.String(), err
}
