package planfile

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// continues reports whether a row without a № is the rest of the measure above, which a
// page break has split, and not a measure of its own that nobody numbered. A whole new
// measure fills every column that matters and begins like a sentence.
func (in *interpreter) continues(r row) bool {
	if len(in.measures) == 0 || in.fresh || in.heading != nil || !in.layout.has(numberColumn) {
		return false
	}
	above := in.measures[len(in.measures)-1]
	text, term := in.layout.get(r, textColumn), in.layout.get(r, termColumn)
	whole := beginsUpper(text.text) && in.layout.get(r, responsibleColumn).text != "" &&
		(beginsUpper(term.text) || term.merged || fold(term.text) == fold(above.Term))
	return !whole || endsOpen(above.Text) || endsOpen(above.Term)
}

func beginsUpper(s string) bool {
	first, _ := utf8.DecodeRuneInString(s)
	return unicode.IsUpper(first) || unicode.IsDigit(first)
}

// endsOpen: the text stops at a dash or a comma, so more must follow.
func endsOpen(s string) bool {
	last, _ := utf8.DecodeLastRuneInString(s)
	return strings.ContainsRune("-–—,", last)
}

// join adds a continuation to the measure above, column by column.
func (in *interpreter) join(r row) {
	m := in.measures[len(in.measures)-1]
	shared := in.layout.get(r, numberColumn).merged // not a page break: rows under one number
	var changed, mended []string
	for _, part := range []struct {
		column column
		field  *string
	}{
		{textColumn, &m.Text}, {termColumn, &m.Term}, {responsibleColumn, &m.Responsible},
		{indicatorColumn, &m.Indicator}, {resultColumn, &m.Result},
	} {
		rest := in.layout.get(r, part.column)
		if rest.text == "" || rest.merged {
			continue
		}
		joined, word := joinText(*part.field, rest.text)
		if shared && *part.field != "" {
			joined, word = *part.field+"\n"+rest.text, ""
		}
		*part.field = joined
		changed = append(changed, "„"+string(part.column)+"“")
		if word != "" {
			mended = append(mended, "„"+word+"“")
		}
	}
	in.surplus(r, m.Key)
	if len(changed) == 0 {
		return
	}
	cause := "Редът продължава след прекъсване на страницата"
	if shared {
		cause = "Мярката заема още един ред под същия номер"
	}
	columns := "съединени са колоните"
	if len(changed) == 1 {
		columns = "съединена е колоната"
	}
	what := fmt.Sprintf("%s (%s); %s %s.", cause, r.place, columns, strings.Join(changed, ", "))
	if len(mended) > 0 {
		what += " Съединена е пренесената дума " + strings.Join(mended, ", ") + "."
	}
	in.warn(m.Key, what)
}

// joinText joins the two parts of a cell. A hyphen goes only where a letter and the hyphen
// end the first part and a lower-case letter begins the second: „корупцион-“ and „ния“;
// the word so made is given back for the warning.
func joinText(a, b string) (joined, word string) {
	if a == "" || b == "" {
		return a + b, ""
	}
	stem, hyphenated := strings.CutSuffix(a, "-")
	if !hyphenated {
		stem, hyphenated = strings.CutSuffix(a, "\u00ad")
	}
	before, _ := utf8.DecodeLastRuneInString(stem)
	after, _ := utf8.DecodeRuneInString(b)
	if !hyphenated || !unicode.IsLetter(before) || !unicode.IsLower(after) {
		return a + " " + b, ""
	}
	head := stem[strings.LastIndexFunc(stem, unicode.IsSpace)+1:]
	tail := b
	if i := strings.IndexFunc(b, func(r rune) bool { return !unicode.IsLetter(r) }); i >= 0 {
		tail = b[:i]
	}
	return stem + b, head + tail
}
