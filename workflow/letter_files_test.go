package workflow

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

func TestSizeWords(t *testing.T) {
	for size, want := range map[int64]string{
		0: "0 байта", 1: "1 байт", 21: "21 байта", 1023: "1023 байта", 1024: "1,0 KB", 25190: "24,6 KB",
		1024*1024 - 1: "1,0 MB", 5 << 20: "5,0 MB", 3 << 30: "3,0 GB", 5000 << 30: "5000,0 GB",
	} {
		if got := sizeWords(size); got != want {
			t.Errorf("sizeWords(%d) = %q, want %q", size, got, want)
		}
	}
}

func TestReceiptNamesFilesWithoutTheirTricks(t *testing.T) {
	files := []File{
		{Name: "Доклад\r\nBcc: all@example.org\u202efdp.exe", Size: 1, SHA256: strings.Repeat("ab", 32)},
		{Name: "сигнал 7523169263.pdf", Size: 2, SHA256: strings.Repeat("cd", 32)},
		{Name: strings.Repeat("я", 300) + ".docx", Size: 3},
		{Name: "<b>&.txt", Size: 4},
		{Name: "\u200b", Size: 5},
	}
	view := LetterView{Kind: LetterReceipt, Council: testCouncil, Institution: breznik, Ref: "SROK-7K3M9QX",
		Receipt: &ReceiptView{Received: time.Date(2019, time.January, 30, 14, 5, 0, 0, time.UTC), Files: files}}
	text, err := testTemplates(t).Letter(view)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"1. Доклад Bcc: all@example.orgfdp.exe – 1 байт\nКонтролна сума SHA-256: " + files[0].SHA256,
		"2. (името съдържа лични данни) – 2 байта", "…" + strings.Repeat("я", 15) + ".docx", "4. <b>&.txt", "5. (без име)"} {
		if !strings.Contains(text.Plain, want) {
			t.Errorf("no %q in\n%s", want, text.Plain)
		}
	}
	if strings.Contains(text.HTML, "<b>&") || strings.Contains(text.HTML, "7523169263") || !strings.Contains(text.HTML, files[0].SHA256) {
		t.Errorf("HTML:\n%s", text.HTML)
	}
	if rows, more := fileRows(make([]File, 71)); len(rows) != 50 || more != 21 {
		t.Errorf("%d rows and %d more", len(rows), more)
	}
	if n := utf8.RuneCountInString(shortFileName(files[2].Name)); n != longestFileName {
		t.Errorf("a long name is %d characters", n)
	}
}
