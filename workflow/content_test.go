package workflow

import (
	"slices"
	"strings"
	"testing"
)

func TestScannedFiles(t *testing.T) {
	files := []File{
		{Name: "a", SHA256: "1", Seen: []Content{ContentMacros, ContentUnscanned}},
		{Name: "b", SHA256: "2", Seen: []Content{ContentUnscanned}},
		{Name: "c", SHA256: "3", Seen: []Content{ContentUnscanned}},
		{Name: "d", SHA256: "4"},
	}
	m := Message{Key: "k", Files: files, Unscanned: true}
	state, err := m.Apply(Event{Seq: 2, Subject: Subject{AboutMessage, "k"}, Fact: Scanned{
		Viruses: []Virus{{SHA256: "1", Name: "Eicar"}, {SHA256: "9", Name: "InImage"}}, TooLarge: []string{"3"}}})
	if err != nil {
		t.Fatal(err)
	}
	got := state.(Message)
	if got.Unscanned || !got.Quarantine {
		t.Errorf("unscanned %v, quarantine %v", got.Unscanned, got.Quarantine)
	}
	want := []File{
		{Name: "a", SHA256: "1", Seen: []Content{ContentMacros, ContentVirus}, Virus: "Eicar"},
		{Name: "b", SHA256: "2"},
		{Name: "c", SHA256: "3", Seen: []Content{ContentUnscanned}},
		{Name: "d", SHA256: "4"},
		{SHA256: "9", Seen: []Content{ContentVirus}, Virus: "InImage"}, // the text shows it; it is no file otherwise
	}
	if !slices.EqualFunc(got.Files, want, func(a, b File) bool {
		return a.Name == b.Name && a.SHA256 == b.SHA256 && a.Virus == b.Virus && slices.Equal(a.Seen, b.Seen)
	}) {
		t.Errorf("the files are %+v", got.Files)
	}
	if !Quarantined(got.Files) || Quarantined(got.Files[1:4]) || len(files[0].Seen) != 2 {
		t.Errorf("under quarantine: %v; the files before are %+v", Quarantined(got.Files), files)
	}
}

func TestShownRepeatsNoPersonalData(t *testing.T) {
	const egn = "7501020018"
	files := []File{{Name: "Справка " + egn + ".docx"}, {Name: "Доклад.docx"}}
	m := Message{Subject: "За лице с ЕГН " + egn, Warnings: []string{"„" + egn + ".p7m“ е шифрован", "друго"}, Files: files}
	shown := m.Shown()
	for _, text := range []string{shown.Subject, shown.Files[0].Name, shown.Warnings[0], (Submission{Files: files}).Shown().Files[0].Name} {
		if strings.Contains(text, egn) || text == "" {
			t.Errorf("shown is %q", text)
		}
	}
	if shown.Files[1].Name != "Доклад.docx" || shown.Warnings[1] != "друго" || files[0].Name == shown.Files[0].Name || m.Warnings[0] == shown.Warnings[0] {
		t.Errorf("more than the number is hidden, or the message itself is changed: %+v of %+v", shown, m)
	}
}

func TestDigestNamesWhatIsUnderQuarantine(t *testing.T) {
	in := quietWeek()
	friday := in.Now.AddDate(0, 0, -3)
	in.Obligations = []Obligation{
		digestObligation("report", "breznik", func(o *Obligation) {
			o.Status = StatusReceived
			o.Submissions = []Submitted{{Submission: "s1", Received: friday, Covers: o.Measures, Review: UnderReview, Quarantine: true}}
		}),
		digestObligation("report", "ruo", func(o *Obligation) { // decided already
			o.Status = StatusReturned
			o.Submissions = []Submitted{{Submission: "s2", Received: friday, Covers: o.Measures, Review: ReviewReturned, Quarantine: true, FixDue: Date{2019, 2, 15}}}
		}),
	}
	in.Unscanned = 2
	view := BuildDigest(in)
	if len(view.ToDecide) != 1 || view.ToDecide[0].Kind != DecideQuarantined || view.ToDecide[0].Institution != breznik.Name || view.ToDecide[0].Days != 1 {
		t.Fatalf("to decide are %+v", view.ToDecide)
	}
	text, err := testTemplates(t).Digest(view)
	if err != nil || !strings.Contains(text.Plain, "– Община Брезник: представеното е под карантина (лични данни или вирус) – годишен доклад за 2018 г.") ||
		!strings.Contains(text.Plain, "ВНИМАНИЕ: програмата за проверка за вируси не отговаря; файловете в 2 получени съобщения не са проверени.") {
		t.Errorf("%v\n%s", err, text.Plain)
	}
}
