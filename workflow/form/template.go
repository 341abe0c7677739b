package form

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"strings"

	"github.com/xuri/excelize/v2"
)

// Names of the two sheets. The hidden one is how a form is known again when its file was
// renamed and its letter's subject lost.
const (
	visibleSheet = "Доклад"
	hiddenSheet  = "srok"
	formVersion  = "srok-form/1"
)

// Keys of the hidden sheet: column A holds the key, column B what it says.
const (
	keyForm        = "form"
	keyRef         = "ref"
	keyInstitution = "institution"
	keyName        = "name"
	keyPeriod      = "period"
)

const stringsPart = "xl/sharedStrings.xml"

// The texts that differ from form to form. Each is a shared string of its own in the
// template, so that filling a form in means replacing them in one part of the file.
const (
	fillTitle       = "{{title}}"
	fillSubtitle    = "{{subtitle}}"
	fillBasis       = "{{basis}}"
	fillRefLine     = "{{refLine}}"
	fillInstitution = "{{institution}}"
	fillSpan        = "{{span}}"
	fillID          = "{{id}}"
	fillPeriod      = "{{period}}"
	fillRef         = "{{ref}}"
)

// Template is a form ready to be filled in. It never changes and may be used by many
// goroutines at once.
type Template struct {
	file    *zip.Reader    // the form as excelize made it
	strings string         // its part with the texts, fills not yet replaced
	line    map[string]int // line of each code in the visible sheet
}

// NewTemplate makes the form: some four milliseconds, once a process.
func NewTemplate() (*Template, error) {
	l := newLayout()
	book, err := l.build()
	if err != nil {
		return nil, fmt.Errorf("make the report form: %w", err)
	}
	defer book.Close()
	buf, err := book.WriteToBuffer()
	if err != nil {
		return nil, fmt.Errorf("make the report form: %w", err)
	}
	file, err := zip.NewReader(bytes.NewReader(buf.Bytes()), int64(buf.Len()))
	if err != nil {
		return nil, fmt.Errorf("make the report form: %w", err)
	}
	part, err := file.Open(stringsPart)
	if err != nil {
		return nil, fmt.Errorf("make the report form: %w", err)
	}
	defer part.Close()
	texts, err := io.ReadAll(part)
	if err != nil {
		return nil, fmt.Errorf("make the report form: %w", err)
	}
	return &Template{file: file, strings: string(texts), line: l.line}, nil
}

// Write writes an empty form for an institution and a period, as .xlsx. Errors are those of w.
func (t *Template) Write(w io.Writer, h Header) error {
	out := zip.NewWriter(w)
	for _, part := range t.file.File {
		var err error
		if part.Name == stringsPart {
			err = writePart(out, part.Name, h.fill(t.strings))
		} else {
			err = out.Copy(part) // as it was compressed
		}
		if err != nil {
			return fmt.Errorf("write the report form: %w", err)
		}
	}
	if err := out.Close(); err != nil {
		return fmt.Errorf("write the report form: %w", err)
	}
	return nil
}

func writePart(out *zip.Writer, name, content string) error {
	part, err := out.Create(name)
	if err != nil {
		return err
	}
	_, err = io.WriteString(part, content)
	return err
}

// fill puts the header's texts into the template's.
func (h Header) fill(texts string) string {
	span := formatSpan(h.Period)
	title, subtitle := "ДОКЛАД", "за сигналите за корупция и предприетите антикорупционни мерки"
	if yearAlone.MatchString(string(h.Period)) {
		title = "ГОДИШЕН ДОКЛАД"
	}
	if span != "" {
		subtitle += " за периода " + span + " г."
	}
	basis, refLine := tidy(h.Council), ""
	if h.PlanTitle != "" {
		basis = strings.TrimPrefix(basis+" · ", " · ") + "в изпълнение на " + tidy(h.PlanTitle)
	}
	if h.Ref != "" {
		refLine = "Обозначение: " + tidy(h.Ref)
	}
	return strings.NewReplacer(
		fillTitle, title,
		fillSubtitle, subtitle,
		fillBasis, escape(basis),
		fillRefLine, escape(refLine),
		fillInstitution, escape(tidy(h.Institution)),
		fillSpan, span,
		fillID, escape(tidy(h.InstitutionID)),
		fillPeriod, escape(tidy(string(h.Period))),
		fillRef, escape(tidy(h.Ref)),
	).Replace(texts)
}

func escape(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a strings.Builder never fails
	return b.String()
}

// WriteFilled writes the form with answers in it, as an institution would send it back:
// counts and days are stored as numbers, everything else as text. It takes milliseconds,
// where Write takes a fifth of one. Errors are those of w.
func (t *Template) WriteFilled(w io.Writer, h Header, a Answers) error {
	var empty bytes.Buffer
	if err := t.Write(&empty, h); err != nil {
		return err
	}
	book, err := excelize.OpenReader(&empty)
	if err != nil {
		return fmt.Errorf("fill in the report form: %w", err)
	}
	defer book.Close()
	for _, row := range rows {
		cell, ok := a.Cells[row.Code]
		if !ok {
			continue
		}
		if err := setCell(book, row.Type, fmt.Sprint(answerColumn, t.line[row.Code]), cell.Value); err != nil {
			return fmt.Errorf("fill in row %s: %w", row.Code, err)
		}
		if err := setCell(book, TypeText, fmt.Sprint(noteColumn, t.line[row.Code]), cell.Note); err != nil {
			return fmt.Errorf("fill in the note of row %s: %w", row.Code, err)
		}
	}
	if err := book.Write(w); err != nil {
		return fmt.Errorf("write the report form: %w", err)
	}
	return nil
}

// setCell keeps the style of the cell, and so its lock and format.
func setCell(book *excelize.File, as Type, cell, value string) error {
	if value == "" {
		return nil
	}
	switch as {
	case TypeInt:
		if n, ok := parseCount(value); ok {
			return book.SetCellInt(visibleSheet, cell, int64(n))
		}
	case TypeDate:
		if d, ok := parseDate(value); ok {
			return book.SetCellInt(visibleSheet, cell, int64(serialOf(d)))
		}
	}
	return book.SetCellStr(visibleSheet, cell, value)
}

// Write writes one empty form. Who writes many keeps a Template.
func Write(w io.Writer, h Header) error {
	t, err := NewTemplate()
	if err != nil {
		return err
	}
	return t.Write(w, h)
}
