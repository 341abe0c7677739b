package console_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"srok/workflow"
	"srok/workflow/console"
	"srok/workflow/engine"
	"srok/workflow/store"
)

var now = time.Date(2019, 2, 5, 10, 0, 0, 0, time.UTC)

var decisions = []workflow.DecisionText{{What: "община Земен: непредставено в срок", Proposal: "телефонен разговор", Otherwise: "остава просрочено"}}

// pages are those of a council with two obligations, one of them overdue, and a hostile name.
func pages(t *testing.T, health engine.Health, failure error, more ...func(*store.Tx) error) http.Handler {
	t.Helper()
	return console.New(source(t, health, failure, more...))
}

func source(t *testing.T, health engine.Health, failure error, more ...func(*store.Tx) error) console.Source {
	t.Helper()
	hours := workflow.Hours{From: 9 * time.Hour, To: 16 * time.Hour, Zone: time.UTC, Calendar: workflow.NewCalendar(workflow.DaysOff{})}
	db, err := store.Open(t.Context(), t.TempDir(), hours)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	task := workflow.Task{Key: "report", Kind: workflow.ReportTask, Title: "годишен доклад", Measures: []string{"I.4", "VI.1"},
		Cycles: []workflow.Cycle{{Period: "2018", Request: workflow.Date{Year: 2018, Month: 12, Day: 3}, Due: workflow.Date{Year: 2019, Month: 1, Day: 31}}}}
	err = db.Write(t.Context(), func(tx *store.Tx) error {
		if err := tx.Append(now, "кмет", workflow.Subject{Kind: workflow.AboutTask, Key: "report"}, workflow.TaskApproved{Task: task}); err != nil {
			return err
		}
		opened, _ := workflow.OpenObligations(task, []string{"breznik", "zemen"}, workflow.Date{Year: 2018, Month: 1, Day: 2}, hours.Calendar)
		for _, o := range opened {
			key := workflow.ObligationKey(o.Task, o.Period, o.Institution)
			if err := tx.Append(now, "кмет", workflow.Subject{Kind: workflow.AboutObligation, Key: key}, o); err != nil {
				return err
			}
		}
		for _, write := range more {
			if err := write(tx); err != nil {
				return err
			}
		}
		return tx.Append(now, "секретар", workflow.Subject{Kind: workflow.AboutObligation, Key: "report/2018/breznik"}, workflow.Waived{Reason: "закрита"})
	})
	if err != nil {
		t.Fatal(err)
	}
	return console.Source{
		Council:   workflow.Council{Name: "Областна администрация – Перник", ShortName: "ООСППК"},
		Directory: workflow.Directory{Institutions: []workflow.Institution{{ID: "breznik", Name: "Община Брезник"}, {ID: "zemen", Name: "<script>alert(1)</script>", Contacts: []string{"zemen@obshtina.example"}}}},
		Measures:  []workflow.Measure{{Key: "I.4", Text: "Доклад"}, {Key: "VI.1", Text: "Сигнали"}},
		Reader:    db.Read, Health: func(context.Context, time.Time) (engine.Health, error) { return health, failure },
		Overview: func(context.Context, time.Time) (engine.Overview, error) {
			return engine.Overview{Decisions: decisions}, failure
		},
		Now: func() time.Time { return now }, Zone: time.UTC, Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
	}
}

func get(t *testing.T, h http.Handler, path string) *httptest.ResponseRecorder {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "http://localhost"+path, nil))
	return w
}

// The table is of one plan: what an earlier one has closed is no more in it, what it still waits for is.
func TestYearAfterTheNextPlan(t *testing.T) {
	next := func(tx *store.Tx) error {
		return tx.Append(now, "кмет", store.Plan, workflow.PlanApproved{Plan: workflow.ApprovedPlan{From: workflow.Date{Year: 2019, Month: 2, Day: 1},
			Measures: []workflow.Measure{{Key: "I.4", Text: "Доклад"}}}})
	}
	body := get(t, pages(t, engine.Health{}, nil, next), "/").Body.String()
	if strings.Contains(body, `/obligation/report/2018/breznik"`) || !strings.Contains(body, `/obligation/report/2018/zemen"`) {
		t.Errorf("the table of the next year:\n%s", body)
	}
	if body := get(t, pages(t, engine.Health{}, nil, next), "/institution/breznik").Body.String(); !strings.Contains(body, `/obligation/report/2018/breznik"`) {
		t.Errorf("an institution has lost what it delivered:\n%s", body)
	}
}

func TestYear(t *testing.T) {
	w := get(t, pages(t, engine.Health{}, nil), "/")
	body := w.Body.String()
	for _, want := range []string{"Община Брезник", "отпаднало", "просрочено", `href="/obligation/report/2018/zemen"`, "Просрочени",
		"Община Земен: непредставено в срок", `href="/institution/zemen"`, "до 31.01.2019 г."} {
		if !strings.Contains(body, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	for _, never := range []string{"<script", "http://", "https://", "src="} {
		if strings.Contains(body, never) {
			t.Errorf("the page has %q", never)
		}
	}
	if policy := w.Header().Get("Content-Security-Policy"); !strings.Contains(policy, "default-src 'none'") {
		t.Errorf("policy %q", policy)
	}
}

func TestObligation(t *testing.T) {
	h := pages(t, engine.Health{}, nil)
	w := get(t, h, "/obligation/report/2018/breznik")
	if body := w.Body.String(); !strings.Contains(body, "Отпаднало: закрита") || !strings.Contains(body, "31.01.2019 г. (четвъртък) е работен ден") {
		t.Errorf("the history is not told:\n%s", body)
	}
	if w := get(t, h, "/obligation/report/2018/nobody"); w.Code != http.StatusNotFound {
		t.Errorf("an unknown obligation: %d", w.Code)
	}
}

func TestInstitution(t *testing.T) {
	h := pages(t, engine.Health{}, nil)
	if body := get(t, h, "/institution/breznik").Body.String(); !strings.Contains(body, "Годишен доклад") || !strings.Contains(body, "отпаднало") || strings.Contains(body, "zemen") {
		t.Errorf("the institution's page:\n%s", body)
	}
	for _, path := range []string{"/institution/nobody", "/nowhere"} {
		if w := get(t, h, path); w.Code != http.StatusNotFound || !strings.Contains(w.Body.String(), "Няма такава страница") {
			t.Errorf("%s: %d %s", path, w.Code, w.Body)
		}
	}
}

// A dead address is marked where the institution's addresses stand; a live one is not.
func TestDeadAddress(t *testing.T) {
	dead := func(tx *store.Tx) error {
		to := workflow.Subject{Kind: workflow.AboutInstitution, Key: "zemen"}
		if err := tx.Append(now, workflow.BySrok, to, workflow.InstitutionRecorded{Institution: workflow.Institution{ID: "zemen", Name: "Община Земен"}}); err != nil {
			return err
		}
		return tx.Append(now, workflow.BySrok, to, workflow.AddressFailed{Address: "zemen@obshtina.example", On: workflow.Date{Year: 2019, Month: 1, Day: 3}, Reason: "5.1.1"})
	}
	h := pages(t, engine.Health{}, nil, dead)
	const mark = "на него не се доставят писма"
	if body := get(t, h, "/institution/zemen").Body.String(); !strings.Contains(body, "zemen@obshtina.example <span class=\"soft\">(от 03.01.2019 г. "+mark) {
		t.Errorf("a dead address is not marked:\n%s", body)
	}
	if body := get(t, h, "/institution/breznik").Body.String(); strings.Contains(body, mark) {
		t.Errorf("a live address is marked:\n%s", body)
	}
}

// Of what is under quarantine no file is named; beside any other stands what was seen in it.
func TestWhatWasSeenInFiles(t *testing.T) {
	submit := func(key string, quarantine bool, f workflow.File) func(*store.Tx) error {
		return func(tx *store.Tx) error {
			err := tx.Append(now, workflow.BySrok, workflow.Subject{Kind: workflow.AboutSubmission, Key: key},
				workflow.Delivered{Submission: workflow.Submission{Received: now, Channel: workflow.ByMail, Quarantine: quarantine, Files: []workflow.File{f}, Findings: []string{"пропуск в " + key}}})
			if err != nil {
				return err
			}
			return tx.Append(now, workflow.BySrok, workflow.Subject{Kind: workflow.AboutObligation, Key: "report/2018/zemen"},
				workflow.SubmissionReceived{Submission: key, Received: now, Covers: []string{"I.4"}, Quarantine: quarantine})
		}
	}
	h := pages(t, engine.Health{Missing: []string{"нещо не е инсталирано"}}, nil,
		submit("s-1", true, workflow.File{Name: "Тайно.docx", Seen: []workflow.Content{workflow.ContentPersonal}}),
		submit("s-2", false, workflow.File{Name: "Отчет.docm", Seen: []workflow.Content{workflow.ContentMacros, workflow.ContentUnscanned}}))
	body := get(t, h, "/obligation/report/2018/zemen").Body.String()
	for _, want := range []string{"под карантина: лични данни или вирус", `Отчет.docm <span class="soft">(съдържа макроси)</span> <span class="soft">(непроверен за вируси)</span>`,
		`<span class="soft">карантина</span>`, "Забележка: нещо не е инсталирано", "– пропуск в s-2"} {
		if !strings.Contains(body, want) {
			t.Errorf("the page lacks %q:\n%s", want, body)
		}
	}
	if strings.Contains(body, "Тайно") || strings.Contains(body, "пропуск в s-1") {
		t.Error("the page names a file under quarantine, or what was found in it")
	}
}

// Of what came on paper the day is known, and no hour; its files are not here.
func TestWhatCameOnPaper(t *testing.T) {
	h := pages(t, engine.Health{}, nil, func(tx *store.Tx) error {
		return errors.Join(
			tx.Append(now, "секретар", workflow.Subject{Kind: workflow.AboutSubmission, Key: "s-1"}, workflow.Delivered{Submission: workflow.Submission{Received: now, Channel: workflow.ByPaper}}),
			tx.Append(now, "секретар", workflow.Subject{Kind: workflow.AboutObligation, Key: "report/2018/zemen"}, workflow.SubmissionReceived{Submission: "s-1", Received: now, Covers: []string{"I.4"}}))
	})
	body := get(t, h, "/obligation/report/2018/zemen").Body.String()
	if !strings.Contains(body, `<td class="day">05.02.2019 г.</td><td>на хартия</td><td>–</td>`) {
		t.Errorf("the page says\n%s", body)
	}
}

func TestSilenceStandsOnTop(t *testing.T) {
	h := pages(t, engine.Health{Silence: []string{"пощата не е проверявана"}}, nil)
	if body := get(t, h, "/").Body.String(); !strings.Contains(body, `role="alert"`) || !strings.Contains(body, "пощата не е проверявана") {
		t.Error("the silence is not shown")
	}
	if w := get(t, h, "/healthz"); w.Code != http.StatusServiceUnavailable {
		t.Errorf("healthz in silence: %d", w.Code)
	}
	if w := get(t, pages(t, engine.Health{}, nil), "/healthz"); w.Code != http.StatusOK {
		t.Errorf("healthz in health: %d", w.Code)
	}
}

func TestWhatCannotBeReadIsNoEmptyTable(t *testing.T) {
	h := pages(t, engine.Health{}, errors.New("disk"))
	if w := get(t, h, "/"); w.Code != http.StatusInternalServerError || strings.Contains(w.Body.String(), "<table") {
		t.Errorf("%d: %s", w.Code, w.Body.String())
	}
}

func TestPagesChangeNothing(t *testing.T) {
	w := httptest.NewRecorder()
	pages(t, engine.Health{}, nil).ServeHTTP(w, httptest.NewRequest(http.MethodPost, "http://localhost/", nil))
	if w.Code != http.StatusMethodNotAllowed {
		t.Errorf("POST: %d", w.Code)
	}
}
