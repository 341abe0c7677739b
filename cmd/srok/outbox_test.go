package main

import (
	"path/filepath"
	"testing"

	"github.com/xuri/excelize/v2"
)

// What a server said stands apart from what came of it.
func TestJoined(t *testing.T) {
	for said, want := range map[string]string{"250 2.0.0 OK": "прието от сървъра – 250 2.0.0 OK", "": "прието от сървъра"} {
		if got := joined("прието от сървъра", said); got != want {
			t.Errorf("%q: %s", said, got)
		}
	}
}

// The list for the numbers is one page wide, and its long subjects are seen whole.
func TestListForTheRecordsOfficeIsForPaper(t *testing.T) {
	book := excelize.NewFile()
	defer book.Close()
	if err := forPaper(book, "Sheet1", 3); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "list.xlsx")
	if err := book.SaveAs(file); err != nil {
		t.Fatal(err)
	}
	read, err := excelize.OpenFile(file)
	if err != nil {
		t.Fatal(err)
	}
	defer read.Close()
	layout, err := read.GetPageLayout("Sheet1")
	if err != nil || layout.FitToWidth == nil || *layout.FitToWidth != 1 || *layout.Orientation != "landscape" {
		t.Errorf("layout %+v, %v", layout, err)
	}
	style, err := read.GetCellStyle("Sheet1", "C3")
	if err != nil {
		t.Fatal(err)
	}
	if s, err := read.GetStyle(style); err != nil || s.Alignment == nil || !s.Alignment.WrapText {
		t.Errorf("style %+v, %v", s, err)
	}
}
