package main

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"srok/mail"
	"srok/workflow"
	"srok/workflow/form"
	"srok/workflow/officetest"

	"github.com/xuri/excelize/v2"
)

// filledIn types answers into the form that a letter carried, as a person does: into the column of
// the answers, in the row of the code.
func filledIn(t *testing.T, blank []byte, answers map[string]string) []byte {
	t.Helper()
	book, err := excelize.OpenReader(bytes.NewReader(blank))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	rows, err := book.GetRows("Доклад")
	if err != nil {
		t.Fatal(err)
	}
	left := maps.Clone(answers)
	for i, row := range rows {
		if len(row) == 0 {
			continue
		}
		answer, asked := left[row[0]]
		if !asked {
			continue
		}
		delete(left, row[0])
		cell := fmt.Sprintf("C%d", i+1)
		var typed any = answer
		var number int
		if _, err := fmt.Sscanf(answer, "%d", &number); err == nil && fmt.Sprint(number) == answer {
			typed = number
		}
		if err := book.SetCellValue("Доклад", cell, typed); err != nil {
			t.Fatal(err)
		}
	}
	if len(left) > 0 {
		t.Fatalf("the form lacks the rows %v", left)
	}
	var out bytes.Buffer
	if err := book.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// faultless are answers without a fault or a warning: nothing to report but the measures.
func faultless() map[string]string {
	answers := map[string]string{"А3": "секретар", "А4": "да", "Г7.1": "не", "Г8": "въведен е кодекс за поведение", "Д1": "да"}
	for _, row := range form.Rows() {
		if row.Type == form.TypeInt {
			answers[row.Code] = "0"
		}
	}
	return answers
}

// formCase is one institution's form on its way through a real program and back.
type formCase struct {
	name, institution, format string
	answers                   map[string]string
	sent                      mail.Outgoing // as the sender has it, where it is no plain reply
	how                       workflow.How  // of the verdict; empty: by Message-ID
	accepted                  bool
	faults                    []string
}

// The form of the request is filled in, saved by LibreOffice and mailed back: a correct one is
// accepted where the task says so and the sender is the institution, otherwise received; one with
// faults goes back with exactly these, numbered.
func TestFormThroughLibreOfficeAndBack(t *testing.T) {
	takesLong(t)
	t.Parallel()
	h := newContentHouse(t, [][2]string{{"$.reply_address", "plus"}}, "    whom: [municipalities, riosv, rzok]\n    nil: [I.4, VI.1]\n    accept: passing-form\n")
	wrong := faultless()
	wrong["А4"], wrong["Б1"], wrong["Б1.1"], wrong["Б3.1"], wrong["Б7"] = "не", "2", "1", "2", "2"
	empty := []string{
		"ред А4: не е посочено „да“ или „не“",
		"редове от Б1 до Б8.3, В1, В2, Г1, Г2, Г3, Г4.1 и Г5: не са посочени числа (когато няма какво да се отчете, се посочва 0)",
		"ред Г7.1: не е посочено „да“ или „не“",
		"ред Г8: не са посочени въведените през годината антикорупционни мерки",
		"ред Д1: не е потвърдено с „да“, че докладът не съдържа лични данни",
	}
	sum := []string{"ред Б1: сборът от Б1.1 до Б1.7 е 1, а е посочено 2"}
	token, _ := h.letter(workflow.LetterRequest, "rzok")

	cases := []formCase{
		{name: "correct", institution: "breznik", format: "xlsx", answers: faultless(), accepted: true},
		{name: "correct", institution: "zemen", format: "ods", answers: faultless(), accepted: true},
		{name: "wrong sum", institution: "pernik", format: "xlsx", answers: wrong, faults: sum},
		{name: "wrong sum", institution: "tran", format: "ods", answers: wrong, faults: sum},
		{name: "empty", institution: "radomir", format: "xlsx", faults: empty},
		{name: "empty", institution: "kovachevtsi", format: "ods", faults: empty},
		{name: "another address and subject, known by the form's hidden sheet", institution: "riosv", format: "xlsx", answers: faultless(),
			sent: mail.Outgoing{From: "ivan.ivanov@mail.example", Subject: "Годишен отчет 2018"}, how: workflow.HowForm},
		{name: "another address and subject, to the address with the token", institution: "rzok", format: "ods", answers: faultless(),
			sent: mail.Outgoing{From: "rzok.pernik@mail.example", Subject: "Документи", To: []string{token.ReplyTo}}, how: workflow.HowToken},
	}
	for _, format := range []string{"xlsx", "ods"} {
		files := map[string][]byte{}
		for _, c := range cases {
			if c.format == format {
				files[c.institution+".xlsx"] = filledIn(t, formOf(t, h, c.institution), c.answers)
			}
		}
		for institution, content := range officetest.Convert(t, format, files) {
			i := slices.IndexFunc(cases, func(c formCase) bool { return c.institution == institution })
			o := cases[i].sent
			o.Plain = "Приложено изпращаме доклада.\n"
			o.Files = []mail.File{{Name: "Годишен отчет 2018 – попълнен." + format, Type: "application/octet-stream", Data: content}}
			h.reply(institution, o)
		}
	}
	h.srok(answered, "step")
	for _, c := range cases {
		t.Run(c.name+" ."+c.format, func(t *testing.T) {
			obligation := "report/2018/" + c.institution
			row := h.status(answered, obligation)
			want := workflow.StatusReceived
			switch {
			case c.accepted:
				want = workflow.StatusAccepted
			case c.faults != nil:
				want = workflow.StatusReturned
			}
			if row.Status != want || len(row.Submissions) != 1 {
				t.Fatalf("%s with %d submissions, want %s", row.Status, len(row.Submissions), want)
			}
			if len(h.letters(workflow.LetterReceipt, c.institution)) != 1 {
				t.Error("there is no receipt, or more than one")
			}
			if got := len(h.letters(workflow.LetterAccept, c.institution)); (got == 1) != c.accepted {
				t.Errorf("%d letters of acceptance", got)
			}
			if got, want := h.message(answered, obligation).How, cmp.Or(c.how, workflow.HowMessageID); got != want {
				t.Errorf("it was placed by %s, want %s", got, want)
			}
			why := h.srok(answered, "why", obligation)
			if strange := strings.Contains(why, "адресът не е сред тези на институцията"); strange != (c.sent.From != "") {
				t.Errorf("the sender: %s", why)
			}
			if c.faults == nil {
				return
			}
			for i, fault := range c.faults {
				if shown := fmt.Sprintf("пропуск %d: %s", i+1, fault); !strings.Contains(why, shown) {
					t.Errorf("why lacks %q:\n%s", shown, why)
				}
			}
			if key := h.message(answered, obligation).Key; !strings.Contains(why, "srok inbox show "+key[:12]+" --files") {
				t.Errorf("why does not say how to open it:\n%s", why)
			}
			letter, _ := h.letter(workflow.LetterReturn, c.institution)
			if got := numbered(t, letter.FullText); !slices.Equal(trimmed(got), c.faults) {
				t.Errorf("the letter lists\n%s\nand not\n%s", strings.Join(got, "\n"), strings.Join(c.faults, "\n"))
			}
		})
	}
	h.srok(answered, "verify")
}

func formOf(t *testing.T, h *contentHouse, institution string) []byte {
	t.Helper()
	_, files := h.letter(workflow.LetterRequest, institution)
	for name, content := range files {
		if strings.HasSuffix(name, ".xlsx") {
			return content
		}
	}
	t.Fatalf("the request to %s carries no form", institution)
	return nil
}

// trimmed takes off how items end in a list: „;“, and „.“ at the last.
func trimmed(items []string) []string {
	var bare []string
	for _, item := range items {
		bare = append(bare, strings.TrimRight(item, ";."))
	}
	return bare
}
