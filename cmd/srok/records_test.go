package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"srok/workflow"
	"srok/workflow/officetest"
)

// The document for the records office opens in LibreOffice and says there what the letter says:
// whose it is, to whom, about what, by when; with empty places for the number and the signature.
func TestDocumentForRecordsThroughLibreOffice(t *testing.T) {
	t.Parallel()
	dir := prepareRequests(t)
	run, directory := askedOfOthers(t, dir, strings.NewReplacer("email: breznik@obshtina.example", "channel: records"))
	if got := len(run.server.Mail("breznik@obshtina.example")); got != 0 {
		t.Fatalf("%d mails went out", got)
	}
	ref := refTo(t, dir, "breznik")
	out := t.TempDir()
	inFolder(t, dir, "2018-12-03 09:05", "outbox", "show", ref, "--out", out)
	document, err := os.ReadFile(filepath.Join(out, "pismo-"+ref+".docx"))
	if err != nil {
		t.Fatal(err)
	}
	text := officetest.Convert(t, "txt:Text (encoded):UTF8", map[string][]byte{"pismo.docx": document})["pismo"]
	said := strings.Join(strings.Fields(strings.TrimPrefix(string(text), "\ufeff")), " ")
	for _, want := range []string{
		directory.Council.Name, "Изх. № ……………………… / ……………………… г.", "ДО КМЕТА НА ОБЩИНА БРЕЗНИК",
		"ОТНОСНО: Представяне на годишен доклад и обобщена информация за сигнали за корупция за 2018 г. [" + ref + "]",
		"УВАЖАЕМА ГОСПОЖО / УВАЖАЕМИ ГОСПОДИН КМЕТ,", "до 31 януари 2019 г. (четвъртък) включително",
		"№ Искане Поискано Срок Състояние 1 годишен доклад", "с настоящото писмо 31 януари 2019 г. ново искане",
		"Приложение: образец на годишен доклад. С УВАЖЕНИЕ, …………………………………",
	} {
		if !strings.Contains(said, want) {
			t.Errorf("the document does not say %q:\n%s", want, said)
		}
	}
	if number := regexp.MustCompile(`Изх\. № [^…]`).FindString(said); number != "" {
		t.Errorf("a number was invented: %q", number)
	}
}

// refTo is the ref of an institution's one letter.
func refTo(t *testing.T, dir, institution string) string {
	t.Helper()
	var letters []workflow.Letter
	if err := json.Unmarshal([]byte(inFolder(t, dir, "2018-12-03 09:01", "outbox", "--all", "--json")), &letters); err != nil {
		t.Fatal(err)
	}
	for _, l := range letters {
		if l.Institution == institution {
			return string(l.Ref)
		}
	}
	t.Fatalf("no letter to %s", institution)
	return ""
}
