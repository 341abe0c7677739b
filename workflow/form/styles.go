package form

import "github.com/xuri/excelize/v2"

// styles of the visible sheet. Only text, count, date, choice and note are unlocked.
type styles struct {
	title, subtitle, basis, help, ref, summary int
	heading, section, subheading               int
	code, indicator, part                      int
	text, count, date, choice, note            int
	prefilled, locked, check                   int
}

const (
	fontName   = "Arial" // or Liberation Sans, which has the same widths
	ink        = "1F2937"
	fault      = "9C2A10"
	quiet      = "5B6470"
	headFill   = "DCE4EE"
	bandFill   = "EEF2F7"
	answerFill = "FFFBE6"
	lineColour = "A9B4C2"
)

func (p *painter) styles() styles {
	font := func(size float64, bold bool, colour string) *excelize.Font {
		return &excelize.Font{Family: fontName, Size: size, Bold: bold, Color: colour}
	}
	fill := func(colour string) excelize.Fill {
		return excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{colour}}
	}
	align := func(horizontal string, indent int) *excelize.Alignment {
		return &excelize.Alignment{Horizontal: horizontal, Vertical: "center", WrapText: true, Indent: indent}
	}
	var box []excelize.Border
	for _, side := range []string{"left", "right", "top", "bottom"} {
		box = append(box, excelize.Border{Type: side, Color: lineColour, Style: 1})
	}
	asText, asCount, asDate := "@", "0", "dd.mm.yyyy"
	indent := func(horizontal string) int {
		if horizontal == "center" {
			return 0
		}
		return 1
	}
	answer := func(horizontal, format string) int {
		return p.style(excelize.Style{Font: font(10, false, ink), Fill: fill(answerFill), Border: box, CustomNumFmt: &format,
			Alignment: align(horizontal, indent(horizontal)), Protection: &excelize.Protection{Locked: false}})
	}
	cell := func(f *excelize.Font, a *excelize.Alignment) int {
		return p.style(excelize.Style{Font: f, Border: box, Alignment: a})
	}
	return styles{
		title:    p.style(excelize.Style{Font: font(15, true, ink), Alignment: align("center", 0)}),
		subtitle: p.style(excelize.Style{Font: font(10.5, true, ink), Alignment: align("center", 0)}),
		basis:    p.style(excelize.Style{Font: font(9, false, quiet), Alignment: align("center", 0)}),
		help:     p.style(excelize.Style{Font: font(9, false, quiet), Alignment: align("left", 0)}),
		ref:      p.style(excelize.Style{Font: font(9, false, quiet), Alignment: align("right", 0)}),
		summary:  p.style(excelize.Style{Font: font(9, true, ink), Alignment: align("left", 0)}),

		heading:    p.style(excelize.Style{Font: font(10, true, ink), Fill: fill(headFill), Border: box, Alignment: align("center", 0)}),
		section:    p.style(excelize.Style{Font: font(10, true, ink), Fill: fill(bandFill), Border: box, Alignment: align("left", 1)}),
		subheading: cell(font(10, true, ink), align("left", 1)),

		code:      cell(font(9, false, quiet), align("center", 0)),
		indicator: cell(font(10, false, ink), align("left", 1)),
		part:      cell(font(10, false, ink), align("left", 3)),

		text:   answer("left", asText),
		count:  answer("right", asCount),
		date:   answer("right", asDate),
		choice: answer("center", asText),
		note:   answer("left", asText),

		prefilled: cell(font(10, true, ink), align("left", 1)),
		locked:    cell(font(10, false, ink), align("left", 0)),
		check:     cell(font(9, false, fault), align("left", 1)),
	}
}
