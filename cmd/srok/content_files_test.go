package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"srok/mail"
	"srok/mail/mailtest"
	"srok/mail/mailtest/pack"
	"srok/workflow"
	"srok/workflow/officetest"
)

// madeUpEGN has the form of an ЕГН and belongs to nobody in particular.
const madeUpEGN = "7501020018"

// A signed report (.p7m) is unwrapped and checked as any other, its signer shown as unproven; what
// Outlook packed into a winmail.dat are the files that it holds.
func TestPackedReports(t *testing.T) {
	takesLong(t)
	t.Parallel()
	h := newContentHouse(t, nil, municipalitiesReport)
	form := filledIn(t, formOf(t, h, "breznik"), faultless())
	signed, err := pack.Signed("Иван Иванов", form)
	if err != nil {
		t.Fatal(err)
	}
	winmail := pack.Winmail(
		pack.WinmailFile{Name: "Годишен отчет 2018 – Община Земен.docx", Title: "GODISH~1.DOC", Data: word(t, "Отчет")},
		pack.WinmailFile{Title: "Сканирано писмо.pdf", Data: []byte("%PDF-1.4\n")},
	)
	h.reply("breznik", mail.Outgoing{Plain: "Приложено, подписано с КЕП.\n", Files: []mail.File{{Name: "Доклад 2018.xlsx.p7m", Type: "application/pkcs7-mime", Data: signed}}})
	h.reply("zemen", mail.Outgoing{Plain: "Приложено.\n", Files: []mail.File{{Name: "winmail.dat", Type: "application/ms-tnef", Data: winmail}}})
	h.srok(answered, "step")

	for institution, want := range map[string][]string{
		"breznik": {"Доклад 2018.xlsx"},
		"zemen":   {"Годишен отчет 2018 – Община Земен.docx", "Сканирано писмо.pdf"},
	} {
		row := h.status(answered, "report/2018/"+institution)
		if row.Status != workflow.StatusReceived || len(row.Submissions) != 1 {
			t.Fatalf("%s: %s with %d submissions", institution, row.Status, len(row.Submissions))
		}
		if got := h.submittedFiles(row.Submissions[0].Submission); !slices.Equal(got, want) {
			t.Errorf("%s: the files are %q, want %q", institution, got, want)
		}
		receipt, _ := h.letter(workflow.LetterReceipt, institution)
		for _, name := range want {
			if !strings.Contains(receipt.FullText, name) {
				t.Errorf("%s: the receipt does not name %q:\n%s", institution, name, receipt.FullText)
			}
		}
	}
	if why := h.srok(answered, "why", "report/2018/breznik"); !strings.Contains(why, "има електронен подпис на Иван Иванов (непроверен)") {
		t.Errorf("the signer is not shown:\n%s", why)
	}
	out := t.TempDir()
	h.srok(answered, "inbox", "show", h.message(answered, "report/2018/breznik").Key, "--files", out)
	if got, err := os.ReadFile(filepath.Join(out, "Доклад 2018.xlsx")); err != nil || !bytes.Equal(got, form) {
		t.Errorf("the form comes out as %d bytes, %v; it has %d", len(got), err, len(form))
	}
	h.srok(answered, "verify")
}

// pdfOf makes a real PDF of a .docx, by LibreOffice.
func pdfOf(t *testing.T, document []byte) []byte {
	t.Helper()
	return officetest.Convert(t, "pdf", map[string][]byte{"document.docx": document})["document"]
}

// An ЕГН in any document stops at the door: the obligation is flagged, the receipt says nothing of
// it, nothing shows text or files without a reason that is recorded, and the letter back quotes
// nothing. Held messages and correspondence are under quarantine as well.
func TestPersonalDataStopsAtTheDoor(t *testing.T) {
	takesLong(t)
	t.Parallel()
	if _, err := exec.LookPath("pdftotext"); err != nil {
		skipWithout(t, "pdftotext")
	}
	h := newContentHouse(t, nil, "    whom: [municipalities, riosv, rzok, odz]\n    nil: [I.4, VI.1]\n")
	list := word(t, "Сигнал от лице с ЕГН "+madeUpEGN[:4], madeUpEGN[4:])
	file := func(name string, data []byte) []mail.File {
		return []mail.File{{Name: name, Type: "application/octet-stream", Data: data}}
	}
	odt := zipped(t, "mimetype", "application/vnd.oasis.opendocument.text", "content.xml", "<text:p>"+madeUpEGN+"</text:p>")
	const plain = "Приложено изпращаме доклада, подписан от секретаря.\n"
	submitted := map[string]mail.Outgoing{
		"breznik":     {Plain: plain, Files: file("Доклад.docx", list)},
		"zemen":       {Plain: plain, Files: file("Доклад.pdf", pdfOf(t, list))},
		"kovachevtsi": {Plain: plain, Files: file("Доклади.zip", zipped(t, "1/Доклад.docx", string(list)))},
		"pernik":      {Plain: plain, Files: file("Доклад.odt", odt)},
		"radomir":     {Plain: plain, Files: file("Справка "+madeUpEGN+".txt", []byte("справка"))},
		"tran":        {Plain: "Доклад за сигнала на лицето с ЕГН " + madeUpEGN + ".\n", Files: file("Доклад.txt", []byte("доклад"))},
	}
	// A spreadsheet keeps a number without its leading zero; this one is of somebody born in 2005.
	sheet := zipped(t, "[Content_Types].xml", "<Types/>", "xl/worksheets/sheet1.xml", "<worksheet><sheetData><row><c><v>542150007</v></c></row></sheetData></worksheet>")
	submitted["odz"] = mail.Outgoing{Plain: plain, Files: file("Списък.xlsx", sheet)}
	for institution, o := range submitted {
		h.reply(institution, o)
	}
	h.reply("riosv", mail.Outgoing{Subject: "Справка за " + madeUpEGN, Plain: plain, Files: file("Справка.docx", list)})
	h.reply("rzok", mail.Outgoing{Plain: "Получихме писмото; изпращачът е с ЕГН " + madeUpEGN + ". Ще изпратим доклада до петък.\n"})
	h.srok(answered, "step")

	printed := ""
	for institution := range submitted {
		obligation := "report/2018/" + institution
		row := h.status(answered, obligation)
		if row.Status != workflow.StatusReceived || !slices.Equal(row.Flags, []workflow.Flag{workflow.FlagQuarantined}) {
			t.Errorf("%s: %s %v", institution, row.Status, row.Flags)
		}
		receipt, _ := h.letter(workflow.LetterReceipt, institution)
		for _, never := range []string{madeUpEGN, "карантин", "ЕГН"} {
			if strings.Contains(receipt.Subject+receipt.FullText, never) {
				t.Errorf("%s: the receipt has %q:\n%s", institution, never, receipt.FullText)
			}
		}
		shown := h.message(answered, obligation)
		if !shown.Quarantine || strings.Contains(shown.Text, "изпращаме") || strings.Contains(shown.Text, "сигнала") {
			t.Errorf("%s: it is shown: %q", institution, shown.Text)
		}
		printed += h.srok(answered, "inbox", "show", shown.Key) + h.srok(answered, "why", obligation) + h.srok(answered, "why", obligation, "--json")
		h.refused(answered, "under quarantine", "inbox", "show", shown.Key, "--files", t.TempDir())
		h.refused(answered, "in quarantine", "accept", obligation)
	}
	held := h.held(answered)
	if len(held) != 1 || !held[0].Quarantine {
		t.Fatalf("held are %+v", held)
	}
	inbox := h.srok(answered, "inbox")
	if !strings.Contains(inbox, "ПОД КАРАНТИНА") || !strings.Contains(inbox, "Справка.docx (") || !strings.Contains(inbox, "лични данни") {
		t.Errorf("the inbox says\n%s", inbox)
	}
	if row := h.status(answered, "report/2018/rzok"); !slices.Equal(row.Flags, []workflow.Flag{workflow.FlagPaused, workflow.FlagQuarantined}) {
		t.Errorf("correspondence: %v", row.Flags)
	}
	digest := h.srok(answered, "digest", "--week", "2018-W50")
	if !strings.Contains(digest, "Община Брезник: представеното е под карантина (лични данни или вирус) – годишен доклад") {
		t.Errorf("the digest says\n%s", digest)
	}
	printed += inbox + h.srok(answered, "inbox", "--json") + digest + h.srok(answered, "inbox", "reparse", "--all")

	// A person looks, with a reason, and sends it back; the letter does not repeat it.
	key := h.message(answered, "report/2018/breznik").Key
	out := t.TempDir()
	page := h.srok(answered, "inbox", "show", key, "--files", out, "--quarantined", "проверка дали е ЕГН")
	if got, err := os.ReadFile(filepath.Join(out, "Доклад.docx")); err != nil || !bytes.Equal(got, list) || !strings.Contains(page, "подписан от секретаря") {
		t.Errorf("with a reason: %v\n%s", err, page)
	}
	h.refused(answered, "repeats personal data", "return", "report/2018/breznik", "--issue", "в доклада е ЕГН "+madeUpEGN)
	h.srok(answered, "return", "report/2018/breznik", "--personal-data")
	letter, files := h.letter(workflow.LetterReturn, "breznik")
	if strings.Contains(letter.FullText, madeUpEGN) || strings.Contains(letter.FullText, "Доклад.docx") || len(files) != 0 {
		t.Errorf("the letter back says\n%s", letter.FullText)
	}
	if row := h.status(answered, "report/2018/breznik"); row.Status != workflow.StatusReturned || len(row.Flags) != 0 {
		t.Errorf("after the return: %s %v", row.Status, row.Flags)
	}
	h.srok(answered, "assign", held[0].Key, "report/2018/riosv")
	if row := h.status(answered, "report/2018/riosv"); !slices.Contains(row.Flags, workflow.FlagQuarantined) {
		t.Errorf("after it was placed by hand: %v", row.Flags)
	}
	if at := strings.Index(printed, madeUpEGN); at >= 0 {
		t.Errorf("a command repeats the number: …%s…", printed[max(0, at-200):at+20])
	}
	h.srok(answered, "verify")
}

// What is dangerous, or cannot be looked into, is named beside its file.
func TestContentIsNamed(t *testing.T) {
	takesLong(t)
	t.Parallel()
	h := newContentHouse(t, nil, municipalitiesReport)
	macros := zipped(t, "word/document.xml", "<w:p/>", "word/vbaProject.bin", "x")
	bomb := zipped(t, "content.bin", strings.Repeat("\x00", 65<<20))
	locked := bytes.ReplaceAll(bytes.ReplaceAll(zipped(t, "а.txt", "x"), []byte("PK\x03\x04\x14\x00\x08"), []byte("PK\x03\x04\x14\x00\x09")),
		[]byte("PK\x01\x02\x14\x00\x14\x00\x08"), []byte("PK\x01\x02\x14\x00\x14\x00\x09"))
	var files []mail.File
	want := map[string]string{
		"Макроси.docm": "съдържа макроси", "Отчет.pdf.exe": "изпълним файл", "Под вид на отчет.pdf": "изпълним файл",
		"Заключен.zip": "шифрован", "Бомба.zip": "архив, който не бива да се разопакова", "Скан.pdf": "не е прегледан автоматично", "Архив.rar": "не е прегледан автоматично",
	}
	for name, data := range map[string][]byte{
		"Макроси.docm": macros, "Отчет.pdf.exe": []byte("\x01\x02"), "Под вид на отчет.pdf": []byte("MZ\x90\x00"),
		"Заключен.zip": locked, "Бомба.zip": bomb, "Скан.pdf": []byte("%PDF-1.4\n"), "Архив.rar": []byte("Rar!\x1a\x07\x01\x00"), "Отчет.docx": word(t, "Отчет"),
	} {
		files = append(files, mail.File{Name: name, Type: "application/octet-stream", Data: data})
	}
	h.reply("breznik", mail.Outgoing{Plain: "Приложено.\n", Files: files})
	h.reply("zemen", mail.Outgoing{Subject: "Доклад", Plain: "Приложено.\n", Files: files})
	h.srok(answered, "step")
	for command, page := range map[string]string{"why": h.srok(answered, "why", "report/2018/breznik"), "inbox": h.srok(answered, "inbox")} {
		for name, words := range want {
			i := strings.Index(page, name)
			if i < 0 || !strings.Contains(strings.FieldsFunc(page[i:], func(r rune) bool { return r == ';' || r == '\n' })[0], words) {
				t.Errorf("%s does not say of %s: %s\n%s", command, name, words, page)
			}
		}
	}
	if row := h.status(answered, "report/2018/breznik"); row.Status != workflow.StatusReceived || len(row.Flags) != 0 {
		t.Errorf("the status: %s %v", row.Status, row.Flags)
	}
	h.srok(answered, "verify")
}

// clamd's finds are kept and shown, and go nowhere. While it does not answer nothing waits for it
// and nothing is lost: the files are flagged, the health says so, and they are scanned later.
func TestVirusScanner(t *testing.T) {
	takesLong(t)
	t.Parallel()
	daemon := mailtest.NewClamd(t)
	h := newContentHouse(t, [][2]string{{"$.clamd.address", daemon.Socket}, {"$.clamd.max_mb", "1"}}, municipalitiesReport)
	virus := []mail.File{{Name: "Доклад.txt", Type: "text/plain", Data: []byte(mailtest.EICAR)}, {Name: "Отчет.docx", Type: "application/octet-stream", Data: word(t, "Отчет")}}
	clean := virus[1:]
	large := []mail.File{{Name: "Снимки.zip", Type: "application/zip", Data: zipped(t, "1.bin", strings.Repeat("\x00", 1<<10))}, {Name: "Филм.bin", Type: "video/mp4", Data: bytes.Repeat([]byte{0, 7}, 1<<20)}}

	// Nobody answers.
	h.reply("breznik", mail.Outgoing{Plain: "Приложено.\n", Files: virus})
	h.reply("zemen", mail.Outgoing{Plain: "Приложено.\n", Files: clean})
	h.reply("kovachevtsi", mail.Outgoing{Subject: "Доклад", Plain: "Приложено.\n", Files: virus})
	h.srok(answered, "step")
	for _, institution := range []string{"breznik", "zemen"} {
		if row := h.status(answered, "report/2018/"+institution); row.Status != workflow.StatusReceived || len(row.Flags) != 0 {
			t.Errorf("%s, nobody answers: %s %v", institution, row.Status, row.Flags)
		}
		if why := h.srok(answered, "why", "report/2018/"+institution); !strings.Contains(why, "непроверен за вируси") {
			t.Errorf("%s, nobody answers:\n%s", institution, why)
		}
	}
	silence := "ВНИМАНИЕ: програмата за проверка за вируси не отговаря; съобщения с непроверени файлове: 3"
	if page := h.srok(answered, "status"); !strings.Contains(page, silence) {
		t.Errorf("the status does not say that the scanner is silent:\n%s", page)
	}

	// It is there again: what waited is scanned, and what comes at once.
	daemon.Start(t)
	h.reply("pernik", mail.Outgoing{Plain: "Приложено.\n", Files: virus})
	h.reply("radomir", mail.Outgoing{Plain: "Приложено.\n", Files: clean})
	h.reply("tran", mail.Outgoing{Plain: "Приложено.\n", Files: large})
	h.srok(answered, "step")
	if page := h.srok(answered, "status"); strings.Contains(page, "ВНИМАНИЕ") {
		t.Errorf("the silence does not end:\n%s", page)
	}
	for institution, infected := range map[string]bool{"breznik": true, "zemen": false, "pernik": true, "radomir": false} {
		obligation := "report/2018/" + institution
		row := h.status(answered, obligation)
		why := h.srok(answered, "why", obligation)
		if slices.Contains(row.Flags, workflow.FlagQuarantined) != infected || row.Submissions[0].Quarantine != infected ||
			strings.Contains(why, "файл „Доклад.txt“ – вирус (Srok.Test.EICAR.UNOFFICIAL)") != infected || strings.Contains(why, "непроверен за вируси") {
			t.Errorf("%s: %v\n%s", institution, row.Flags, why)
		}
	}
	if why := h.srok(answered, "why", "report/2018/tran"); !strings.Contains(why, "файл „Филм.bin“ – непроверен за вируси") || strings.Contains(why, "Снимки.zip“ – ") {
		t.Errorf("a file that is too large:\n%s", why)
	}
	if inbox := h.srok(answered, "inbox"); !strings.Contains(inbox, "ПОД КАРАНТИНА") || !strings.Contains(inbox, "вирус (Srok.Test.EICAR.UNOFFICIAL)") {
		t.Errorf("the held one:\n%s", inbox)
	}

	// It is never written out, and the letter back says what to correct.
	out := t.TempDir()
	h.srok(answered, "inbox", "show", h.message(answered, "report/2018/pernik").Key, "--files", out, "--quarantined", "проверка")
	if left, err := filepath.Glob(filepath.Join(out, "*")); err != nil || !slices.Equal(left, []string{filepath.Join(out, "Отчет.docx")}) {
		t.Errorf("written out are %q, %v", left, err)
	}
	for _, institution := range []string{"breznik", "pernik"} {
		h.refused(answered, "in quarantine", "accept", "report/2018/"+institution)
		h.srok(answered, "return", "report/2018/"+institution)
		letter, files := h.letter(workflow.LetterReturn, institution)
		if got := trimmed(numbered(t, letter.FullText)); len(got) == 0 || !strings.HasPrefix(got[0], "файлът „Доклад.txt“ съдържа вирус") || len(files) != 0 {
			t.Errorf("%s: the letter lists %q\n%s", institution, got, letter.FullText)
		}
	}
	h.srok(answered, "verify")
}

// Without pdftotext the machine says what it cannot do, and every PDF that nobody looked into.
func TestWithoutPDFText(t *testing.T) {
	takesLong(t)
	h := newContentHouse(t, nil, municipalitiesReport)
	h.reply("breznik", mail.Outgoing{Plain: "Приложено.\n", Files: []mail.File{{Name: "Доклад.pdf", Type: "application/pdf", Data: []byte("%PDF-1.4\n")}}})
	t.Setenv("PATH", t.TempDir())
	h.srok(answered, "step")
	if page := h.srok(answered, "status"); strings.Count(page, "Забележка: pdftotext") != 1 {
		t.Errorf("the status says\n%s", page)
	}
	if why := h.srok(answered, "why", "report/2018/breznik"); !strings.Contains(why, "файл „Доклад.pdf“ – не е прегледан автоматично") {
		t.Errorf("why says\n%s", why)
	}
}

// refused runs a command that must be refused, with these words.
func (h *contentHouse) refused(when, words string, args ...string) {
	h.t.Helper()
	if code, _, errs := h.run(when, args...); code != exitRefused || !strings.Contains(errs, words) {
		h.t.Errorf("srok %s: code %d, %s", strings.Join(args, " "), code, errs)
	}
}
