package form

import (
	"fmt"
	"slices"
	"strings"

	"srok/workflow"
)

// Finding is one thing to correct or to look at, in words that a letter of return can quote:
// without a final stop. It never holds an ЕГН.
type Finding struct {
	Rows []string `json:"rows"` // codes that it is about, the first is where it stands; may be empty
	Text string   `json:"text"` // „ред Б1: сборът от Б1.1 до Б1.7 е 3, а е посочено 4“
}

// Findings of one form, in the order of its rows.
type Findings struct {
	Faults   []Finding `json:"faults"`   // must be corrected
	Warnings []Finding `json:"warnings"` // may be right: for the person who reviews
	// PersonalData says that something looks like an ЕГН: the submission belongs in
	// quarantine until a person has looked.
	PersonalData bool `json:"personalData"`
}

// OK reports whether the form can be accepted as it is.
func (f Findings) OK() bool { return len(f.Faults) == 0 && !f.PersonalData }

// Issues are the faults' texts, as a letter of return numbers them.
func (f Findings) Issues() []string {
	issues := make([]string, len(f.Faults))
	for i, fault := range f.Faults {
		issues[i] = fault.Text
	}
	return issues
}

// fault adds what must be corrected in a row.
func (f *Findings) fault(code, format string, args ...any) {
	f.Faults = append(f.Faults, Finding{[]string{code}, "ред " + code + ": " + fmt.Sprintf(format, args...)})
}

func (f *Findings) warn(code, format string, args ...any) {
	f.Warnings = append(f.Warnings, Finding{[]string{code}, "ред " + code + ": " + fmt.Sprintf(format, args...)})
}

// sort puts findings in the order of their first rows; those about no row come last.
func (f *Findings) sort() {
	place := func(x Finding) int {
		if len(x.Rows) == 0 {
			return len(rows)
		}
		return rowIndex(x.Rows[0])
	}
	order := func(a, b Finding) int { return place(a) - place(b) }
	slices.SortStableFunc(f.Faults, order)
	slices.SortStableFunc(f.Warnings, order)
}

// quote shows what was typed, where that is short and holds no ЕГН; otherwise the answer is
// spoken of and not shown.
func quote(value string) string {
	const longest = 40
	shown := tidy(strings.NewReplacer("„", "", "“", "", "”", "").Replace(value))
	if len([]rune(shown)) > longest || workflow.FindEGN(shown) || workflow.FindNumericEGN(shown) {
		return "друго"
	}
	return "„" + shown + "“"
}

// listed is „Б1“, „Б1 и Б2“, „Б1, Б2 и Б3“, with runs of three and more as „от Б1.1 до Б1.7“
// and the word ред or редове before it.
func listed(codes []string) string {
	var parts []string
	for i := 0; i < len(codes); {
		end := i
		for end+1 < len(codes) && follows(codes[end], codes[end+1]) {
			end++
		}
		if end-i >= 2 {
			parts = append(parts, "от "+codes[i]+" до "+codes[end])
		} else {
			parts = append(parts, codes[i:end+1]...)
		}
		i = end + 1
	}
	word := "редове "
	if len(codes) == 1 {
		word = "ред "
	}
	if len(parts) == 1 {
		return word + parts[0]
	}
	return word + strings.Join(parts[:len(parts)-1], ", ") + " и " + parts[len(parts)-1]
}

// follows reports whether b is the next row of the form after a, in the same section and
// but for headings.
func follows(a, b string) bool {
	if []rune(a)[0] != []rune(b)[0] {
		return false
	}
	i := rowIndex(a) + 1
	for i < len(rows) && rows[i].Type == TypeHeader {
		i++
	}
	return i < len(rows) && rows[i].Code == b
}
