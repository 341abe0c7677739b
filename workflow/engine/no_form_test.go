package engine_test

import (
	"strings"
	"testing"

	"srok/mail"
	"srok/workflow"
)

// A report that is not in the form, or in the form as another program saved it, is received; the
// receipt says that it could not be checked and what to send. Of the form itself and of a nil statement
// nothing of the kind is said.
func TestReportWithoutForm(t *testing.T) {
	const unreadOne, unreadMany, inText = "В приложения файл не е разчетен образецът", "В приложените файлове не е разчетен образецът", "Данните са посочени в текста на съобщението"
	rows := "А3 – секретар\nА4 – не\nБ1 – 0\nБ2 – 0\nБ5 – 0\nГ8 – кодекс\n"
	old := "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00\x00"
	for name, c := range map[string]struct {
		text  string
		files []mail.File
		want  string // that the receipt says; empty: nothing of it
	}{
		"in the text":        {rows, nil, inText},
		"an old .xls":        {"Приложено.\n", textFiles("Доклад.xls", old), unreadOne},
		"a .csv":             {"Приложено.\n", textFiles("Доклад.csv", "А3;секретар\nБ1;0\n"), unreadOne},
		"a .pdf":             {"Приложено.\n", textFiles("Доклад.pdf", "%PDF-1.4"), unreadOne},
		"two of them":        {"Приложено.\n", textFiles("Доклад.pdf", "%PDF-1.4", "Доклад.xls", old), unreadMany},
		"the form":           {"Приложено.\n", []mail.File{{Name: "Доклад.xlsx", Type: "application/octet-stream", Data: filledForm(t, passing())}}, ""},
		"the form, a scan":   {"Приложено.\n", append(textFiles("Доклад.pdf", "%PDF-1.4"), mail.File{Name: "Доклад.xlsx", Type: "application/octet-stream", Data: filledForm(t, passing())}), ""},
		"nothing to report":  {"Няма постъпили сигнали.\n", nil, ""},
		"figures in a story": {"През 2018 г. са постъпили 2 сигнала.\n", nil, inText},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			h.approve(report())
			h.step("2018-12-03 09:00")
			h.now = at("2018-12-10 10:00")
			h.post(mail.Outgoing{From: "breznik@obshtina.example", Subject: "Доклад", InReplyTo: h.letters("breznik@obshtina.example")[0].MessageID, Plain: c.text, Files: c.files})
			h.step("2018-12-10 10:00")
			h.step("2018-12-10 10:10")
			if o := h.obligation("report/2018/breznik"); o.Status != workflow.StatusReceived || len(o.Submissions) != 1 {
				t.Fatalf("it is %s with %d submissions", o.Status, len(o.Submissions))
			}
			letters := h.letters("breznik@obshtina.example")
			receipt := strings.Join(strings.Fields(letters[len(letters)-1].FullText), " ")
			said := ""
			for _, words := range []string{unreadOne, unreadMany, inText} {
				if strings.Contains(receipt, words) {
					said += words
				}
			}
			if said != c.want || strings.Contains(receipt, "Ако разполагате с попълнения образец, моля да го изпратите") != (c.want != "") {
				t.Errorf("the receipt says\n%s", receipt)
			}
			h.verify()
		})
	}
}
