package workflow

import (
	"bytes"
	"cmp"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

var updateLetters = flag.Bool("update-letters", false, "write the golden letters anew; read every one aloud afterwards")

func testTemplates(t testing.TB) *Templates {
	t.Helper()
	templates, err := NewTemplates(nil)
	if err != nil {
		t.Fatal(err)
	}
	return templates
}

// golden compares with testdata/letters/NAME.golden.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", "letters", name+".golden")
	if *updateLetters {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(want, []byte(got)) {
		t.Errorf("%s differs; got:\n%s", path, got)
	}
}

var testCouncil = Council{
	ID: "oa", Name: "Областен обществен съвет за превенция и противодействие на корупцията – Перник",
	ChairName: "Име Фамилия", ChairTitle: "Областен управител и председател на ООСППК",
	ContactOffice: "секретариат на съвета", Phone: "076 600 000", ShortName: "ООСППК",
	PlanTitle: "Плана за действие за превенция и противодействие на корупцията за 2018 г.",
}

var (
	breznik = Institution{ID: "breznik", Name: "Община Брезник", Office: "кмет", Phone: "07751 0000"}
	ruo     = Institution{ID: "ruo", Name: "РУО – Перник", Office: "началник"}
	arhiv   = Institution{ID: "arhiv", Name: "Държавен архив – Перник", Office: "началник", Gender: Female}
	oa      = Institution{ID: "oa", Name: "Областна администрация – Перник", Office: "областен управител", Gender: Male}
)

func gendered(i Institution, g Gender) Institution {
	i.Gender = g
	return i
}

func reportPart(step Step) LetterPart {
	return LetterPart{
		Step: step, Task: ReportTask, Title: "годишен доклад", TitleDefinite: "годишния доклад",
		Measures: []string{"I.4", "V.2", "VI.1"}, Period: "2018", Due: Date{2019, time.January, 31},
		AskedOn: Date{2018, time.December, 3}, WorkDaysLeft: 3, Reminders: 2,
	}
}

func reportItems(n int) []string {
	items := []string{
		"годишен доклад за постъпилите сигнали за корупция и предприетите действия (мярка I.4)",
		"доклад за въведените антикорупционни мерки (мярка V.2)",
		"обобщена информация за получените сигнали (мярка VI.1)",
	}
	for i := len(items); i < n; i++ {
		items = append(items, fmt.Sprintf("справка по показател %d от образеца за 2018 г.", i+1))
	}
	return items[:n]
}

func confirmationPart(step Step) LetterPart {
	return LetterPart{
		Step: step, Task: ConfirmationTask, Title: "потвърждение за актуална информация", TitleDefinite: "потвърждението за актуална информация",
		Measures: []string{"I.1"}, Period: "2018-Q4", Due: Date{2019, time.January, 15},
		AskedOn: Date{2018, time.December, 17}, AskedNo: "РД-12-345/17.12.2018 г.", WorkDaysLeft: 1, Reminders: 1,
	}
}

func eventPart(step Step) LetterPart {
	return LetterPart{
		Step: step, Task: EventTask, Title: "информация за обучения", TitleDefinite: "информацията за обучения",
		Measures: []string{"V.1"}, Period: "2018-H2", Due: Date{2019, time.January, 22},
		AskedOn: Date{2018, time.December, 10}, WorkDaysLeft: 10, Reminders: 1,
	}
}

func publicationPart(step Step) LetterPart {
	return LetterPart{
		Step: step, Task: PublicationTask, Title: "адреса на публикуваната информация за проектите", TitleDefinite: "адреса на публикуваната информация за проектите",
		Measures: []string{"I.2"}, Period: "2018-Q4", Due: Date{2019, time.January, 15},
		AskedOn: Date{2018, time.December, 17}, Reminders: 1,
	}
}

// with applies changes to a part: the cases below stay one line each.
func with(p LetterPart, changes ...func(*LetterPart)) LetterPart {
	for _, change := range changes {
		change(&p)
	}
	return p
}

func items(list ...string) func(*LetterPart) { return func(p *LetterPart) { p.Items = list } }
func reports(n int) func(*LetterPart)        { return items(reportItems(n)...) }
func form(p *LetterPart)                     { p.Form, p.Calendar = true, true }
func duePast(p *LetterPart)                  { p.DuePast, p.Due = true, Date{2019, time.January, 10} }
func correction(p *LetterPart)               { p.Correction, p.Due = true, Date{2019, time.February, 7} }
func daysLeft(n int) func(*LetterPart)       { return func(p *LetterPart) { p.WorkDaysLeft = n } }
func reminders(n int) func(*LetterPart)      { return func(p *LetterPart) { p.Reminders = n } }
func basis(b string) func(*LetterPart)       { return func(p *LetterPart) { p.Measures, p.Basis = nil, b } }
func partial(p *LetterPart) {
	p.Partial, p.Items = true, []string{"предприети антикорупционни мерки (Г8)"}
}

// account is what some councils call the report.
func account(p *LetterPart) {
	p.Title, p.TitleDefinite = "годишен отчет за дейността", "годишния отчет за дейността"
}

func summary(p *LetterPart) {
	p.Title, p.TitleDefinite, p.Measures = "обобщена информация за сигнали за корупция", "обобщената информация за сигнали за корупция", []string{"VI.1"}
}

type letterCase struct {
	name        string
	kind        LetterKind
	institution Institution
	parts       []LetterPart
	set         func(*LetterView)
}

func (c letterCase) view() LetterView {
	v := LetterView{
		Kind: c.kind, Ref: "SROK-7K3M9QX", Today: Date{2019, time.February, 1},
		Council: testCouncil, Institution: c.institution, Parts: c.parts,
	}
	if c.set != nil {
		c.set(&v)
	}
	return v
}

func letterCases() []letterCase {
	received := time.Date(2019, time.January, 30, 14, 5, 0, 0, time.UTC)
	one := func(p LetterPart) []LetterPart { return []LetterPart{p} }
	cases := []letterCase{
		{"request-report", LetterRequest, breznik, one(with(reportPart(StepRequest), reports(3), form)), nil},
		{"request-report-male", LetterRequest, gendered(breznik, Male), one(with(reportPart(StepRequest), reports(1), form)), func(v *LetterView) { v.OutNo = "РД-12-345/03.12.2018 г." }},
		{"request-report-0", LetterRequest, gendered(breznik, Female), one(reportPart(StepRequest)), nil},
		{"request-report-2", LetterRequest, ruo, one(with(reportPart(StepRequest), reports(2), form)), nil},
		{"request-report-21", LetterRequest, arhiv, one(with(reportPart(StepRequest), reports(21), form)), nil},
		{"request-report-late", LetterRequest, breznik, one(with(reportPart(StepRequest), reports(3), form, duePast)), nil},
		{"request-report-basis", LetterRequest, breznik, one(with(reportPart(StepRequest), reports(3), form, basis("решение на съвета по протокол № 4 от 2017 г."))), nil},
		{"request-confirmation", LetterRequest, ruo, one(confirmationPart(StepRequest)), nil},
		{"request-confirmation-items", LetterRequest, ruo, one(with(confirmationPart(StepRequest), items("адресите, на които са публикувани вътрешноведомствените актове", "датата на последната актуализация"))), nil},
		{"request-event", LetterRequest, breznik, one(eventPart(StepRequest)), nil},
		{"request-event-items", LetterRequest, breznik, one(with(eventPart(StepRequest), items("дата и тема", "брой участници"))), nil},
		{"request-publication", LetterRequest, oa, one(with(publicationPart(StepRequest), items("завършили проекти", "текущи и предстоящи проекти"))), nil},
		{"request-publication-late", LetterRequest, oa, one(with(publicationPart(StepRequest), duePast)), nil},
		{"request-confirmation-item", LetterRequest, ruo, one(with(confirmationPart(StepRequest), items("адресите на публикуваните през периода вътрешни актове"))), nil},
		{"request-confirmation-other", LetterRequest, ruo, one(with(confirmationPart(StepRequest), func(p *LetterPart) {
			p.Title, p.Measures = "потвърждение за изпълнението на мярка III.2", []string{"III.2"}
		})), nil},
		{"overdue-publication", LetterOverdue, oa, one(publicationPart(StepOverdue)), nil},
		{"escalate-publication", LetterEscalate, oa, one(publicationPart(StepEscalate)), nil},
		{"request-no-chair", LetterRequest, ruo, one(confirmationPart(StepRequest)), func(v *LetterView) { v.Council.ChairName, v.Council.Phone = "", "" }},
		{"request-two", LetterRequest, breznik, []LetterPart{with(reportPart(StepRequest), reports(3), form), confirmationPart(StepRequest)}, nil},

		{"remind-report", LetterRemind, breznik, one(reportPart(StepRemind)), nil},
		{"remind-report-1", LetterRemind, breznik, one(with(reportPart(StepRemind), daysLeft(1))), nil},
		{"remind-report-0", LetterRemind, breznik, one(with(reportPart(StepRemind), daysLeft(0))), nil},
		{"remind-report-21", LetterRemind, breznik, one(with(reportPart(StepRemind), daysLeft(21))), nil},
		{"remind-report-partial", LetterRemind, breznik, one(with(reportPart(StepRemind), partial)), nil},
		{"remind-report-correction", LetterRemind, breznik, one(with(reportPart(StepRemind), correction)), nil},
		{"remind-confirmation", LetterRemind, ruo, one(confirmationPart(StepRemind)), nil},
		{"remind-event", LetterRemind, breznik, one(eventPart(StepRemind)), nil},
		{"remind-publication", LetterRemind, oa, one(publicationPart(StepRemind)), nil},
		{"remind-two", LetterRemind, breznik, []LetterPart{reportPart(StepRemind), eventPart(StepRemind)}, nil},

		{"overdue-report", LetterOverdue, breznik, one(reportPart(StepOverdue)), nil},
		{"overdue-report-partial", LetterOverdue, breznik, one(with(reportPart(StepOverdue), partial)), nil},
		{"overdue-report-correction", LetterOverdue, breznik, one(with(reportPart(StepOverdue), correction)), func(v *LetterView) { v.Today = Date{2019, time.February, 8} }},
		{"overdue-confirmation", LetterOverdue, arhiv, one(confirmationPart(StepOverdue)), nil},
		{"overdue-event", LetterOverdue, breznik, one(eventPart(StepOverdue)), nil},
		{"overdue-mixed", LetterOverdue, gendered(breznik, Male), []LetterPart{
			with(reportPart(StepRequest), reports(3), form), with(eventPart(StepRemind), daysLeft(2)), confirmationPart(StepOverdue),
		}, func(v *LetterView) { v.Today = Date{2019, time.January, 18} }},
		{"overdue-two-partial", LetterOverdue, breznik, []LetterPart{
			with(reportPart(StepOverdue), partial, func(p *LetterPart) { p.Received, p.ReceivedOn = reportItems(2)[1:], []Date{{2019, time.January, 25}} }), eventPart(StepRemind),
		}, func(v *LetterView) { v.Today = Date{2019, time.February, 8} }},
		{"overdue-numbered", LetterOverdue, breznik, one(with(reportPart(StepOverdue), func(p *LetterPart) { p.AskedNo = "РД-12-1" })), nil},

		{"request-confirmation-acts", LetterRequest, ruo, one(with(confirmationPart(StepRequest), items("адресите на публикуваните през периода вътрешни актове"), func(p *LetterPart) {
			p.Title, p.Measures = "потвърждение за публикуваните вътрешни актове", []string{"III.1"}
		})), nil},
		{"request-summary", LetterRequest, oa, one(with(reportPart(StepRequest), summary, items(reportItems(3)[2]), form)), nil},
		{"request-confirmation-summary", LetterRequest, oa, []LetterPart{confirmationPart(StepRequest), with(reportPart(StepRequest), summary, items(reportItems(3)[2]), form)}, nil},
		{"overdue-by-secretary", LetterOverdue, breznik, one(reportPart(StepOverdue)), func(v *LetterView) { v.Council.ChairTitle = "Секретар на съвета" }},
		{"remind-summary", LetterRemind, oa, one(with(reportPart(StepRemind), summary)), nil},
		{"overdue-summary", LetterOverdue, oa, one(with(reportPart(StepOverdue), summary)), nil},
		{"overdue-summary-correction", LetterOverdue, oa, one(with(reportPart(StepOverdue), summary, correction)), func(v *LetterView) { v.Today = Date{2019, time.February, 8} }},
		{"overdue-two-correction", LetterOverdue, breznik, []LetterPart{
			with(reportPart(StepOverdue), correction, func(p *LetterPart) { p.ReceivedOn = []Date{{2019, time.January, 25}} }), eventPart(StepRemind),
		}, func(v *LetterView) { v.Today = Date{2019, time.February, 8} }},
		{"escalate-0", LetterEscalate, breznik, one(with(reportPart(StepEscalate), reminders(0))), nil},
		{"escalate-1", LetterEscalate, arhiv, one(with(reportPart(StepEscalate), reminders(1))), nil},
		{"escalate-2", LetterEscalate, breznik, one(reportPart(StepEscalate)), nil},
		{"escalate-21", LetterEscalate, ruo, one(with(reportPart(StepEscalate), reminders(21))), nil},
		{"escalate-partial", LetterEscalate, breznik, one(with(reportPart(StepEscalate), partial)), nil},
		{"escalate-correction", LetterEscalate, breznik, one(with(reportPart(StepEscalate), correction)), nil},
		{"request-account", LetterRequest, breznik, one(with(reportPart(StepRequest), account, form)), nil},
		{"remind-account", LetterRemind, breznik, one(with(reportPart(StepRemind), account)), nil},
		{"overdue-account", LetterOverdue, breznik, one(with(reportPart(StepOverdue), account)), nil},
		{"overdue-account-correction", LetterOverdue, breznik, one(with(reportPart(StepOverdue), account, correction)), nil},
		{"escalate-two", LetterEscalate, breznik, []LetterPart{reportPart(StepEscalate), eventPart(StepEscalate)}, nil},
	}
	return append(cases, answerCases(received)...)
}

func answerCases(received time.Time) []letterCase {
	on, fix := DateOf(received), Date{2019, time.February, 6}
	answer := func(name string, kind LetterKind, set func(*LetterView)) letterCase {
		return letterCase{name, kind, breznik, nil, set}
	}
	receipt := func(files int, no string, review bool) func(*LetterView) {
		return func(v *LetterView) {
			v.Receipt = &ReceiptView{Received: received, Files: testFiles(files), InNo: no, Review: review}
		}
	}
	returned := func(r ReturnView) func(*LetterView) {
		r.ReceivedDate, r.FixDue = on, fix
		return func(v *LetterView) { v.Return = &r }
	}
	accepted := func(a AcceptanceView) func(*LetterView) {
		a.ReceivedDate, a.Title, a.Period = on, cmp.Or(a.Title, "годишен доклад"), "2018"
		return func(v *LetterView) { v.Acceptance = &a }
	}
	faults := []string{
		"Б3.1 + … + Б3.7 = 4, а Б1 = 5",
		"липсва отчетният период (А2)",
	}
	for i := len(faults); i < 21; i++ {
		faults = append(faults, fmt.Sprintf("ред В%d не е попълнен", i+1))
	}
	return []letterCase{
		answer("receipt-0", LetterReceipt, receipt(0, "", true)),
		answer("receipt-1", LetterReceipt, receipt(1, "РД-12-99/30.01.2019 г.", true)),
		answer("receipt-2", LetterReceipt, receipt(2, "РД-12-99", false)),
		answer("receipt-21", LetterReceipt, receipt(21, "", true)),
		answer("receipt-no-form-text", LetterReceipt, func(v *LetterView) { receipt(0, "", true)(v); v.Receipt.NoForm = true }),
		answer("receipt-no-form-1", LetterReceipt, func(v *LetterView) { receipt(1, "РД-12-99", true)(v); v.Receipt.NoForm = true }),
		answer("receipt-no-form-2", LetterReceipt, func(v *LetterView) { receipt(2, "", true)(v); v.Receipt.NoForm = true }),
		answer("receipt-on-paper", LetterReceipt, func(v *LetterView) { receipt(1, "РД-12-99", true)(v); v.Ref = "" }),
		answer("accept-publication", LetterAccept, accepted(AcceptanceView{Task: PublicationTask, Title: "адреса на публикуваната информация за проектите"})),
		answer("return-account", LetterReturn, returned(ReturnView{Title: "годишен отчет", Issues: faults[:1]})),
		answer("return-1", LetterReturn, returned(ReturnView{Issues: faults[:1]})),
		answer("return-2", LetterReturn, returned(ReturnView{Issues: faults[:2], Files: testFiles(1)})),
		answer("return-21", LetterReturn, returned(ReturnView{Issues: faults})),
		answer("return-information", LetterReturn, returned(ReturnView{Task: EventTask, Issues: []string{"не е посочен броят на участниците."}})),
		answer("return-personal-data", LetterReturn, returned(ReturnView{PersonalData: true, Issues: faults[:1], Files: testFiles(1)})),
		answer("accept", LetterAccept, accepted(AcceptanceView{})),
		answer("accept-registered", LetterAccept, accepted(AcceptanceView{InNo: "РД-12-99/30.01.2019 г."})),
		answer("accept-confirmation", LetterAccept, accepted(AcceptanceView{Task: ConfirmationTask, Title: "потвърждение за актуална информация"})),
		answer("accept-owed-1", LetterAccept, accepted(AcceptanceView{Owed: []string{"предприети антикорупционни мерки (Г8)"}})),
		answer("accept-owed-2", LetterAccept, accepted(AcceptanceView{InNo: "РД-12-99", Owed: reportItems(2)})),
		answer("accept-summary", LetterAccept, accepted(AcceptanceView{Title: "обобщена информация за сигнали за корупция"})),
		answer("return-summary", LetterReturn, returned(ReturnView{Title: "обобщена информация за сигнали за корупция", Issues: faults[:1]})),
		answer("extension", LetterExtension, func(v *LetterView) {
			v.Extension = &ExtensionView{Title: "годишен доклад", Period: "2018", Due: Date{2019, time.February, 15}}
		}),
		answer("extension-information", LetterExtension, func(v *LetterView) {
			v.Extension = &ExtensionView{Task: EventTask, Title: "информация за обучения", Period: "2018-H2", Due: Date{2019, time.February, 15}}
		}),
	}
}

func TestLetterGolden(t *testing.T) {
	templates := testTemplates(t)
	withHTML := []string{"request-report", "overdue-mixed", "overdue-two-partial", "receipt-2", "return-2"}
	for _, c := range letterCases() {
		t.Run(c.name, func(t *testing.T) {
			letter, err := templates.Letter(c.view())
			if err != nil {
				t.Fatal(err)
			}
			golden(t, c.name, letter.Subject+"\n\n"+letter.Plain)
			for _, name := range withHTML {
				if name == c.name {
					golden(t, name+".html", letter.HTML)
				}
			}
			sayTheSame(t, letter)
		})
	}
}

// fileLine is how the plain text names a file: number, name, size.
var fileLine = regexp.MustCompile(`^(\d+)\. (.+) – ([\d,]+ \S+)$`)

// sayTheSame checks that every line of the plain text stands in the HTML, in order.
func sayTheSame(t *testing.T, letter LetterText) {
	t.Helper()
	rest := wordsOf(letter.HTML)
	for line := range strings.Lines(letter.Plain) {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "– ") {
			continue // a row of the table, or of the digest's
		}
		pieces := []string{line}
		if row := fileLine.FindStringSubmatch(line); row != nil {
			pieces = row[1:] // the cells of a row
		}
		for _, piece := range pieces {
			_, after, found := strings.Cut(rest, piece)
			if !found {
				t.Errorf("the HTML does not say %q", piece)
				return
			}
			rest = after
		}
	}
}

// testFiles are n files of a reply.
func testFiles(n int) []File {
	files := slices.Clone(sampleFiles[:min(n, len(sampleFiles))])
	for i := len(files); i < n; i++ {
		files = append(files, File{Name: fmt.Sprintf("Приложение %d.xlsx", i), Size: int64(i) << 20, SHA256: fmt.Sprintf("%064x", i)})
	}
	return files
}
