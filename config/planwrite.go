package config

import (
	_ "embed"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"text/template"
	"unicode"

	"srok/workflow"
)

// The library's encoder can neither fold a long text nor leave a line between two measures,
// and a person is to read and edit this file; so it is a template.
//
//go:embed plan.yaml.tmpl
var planTemplate string

var planYAML = template.Must(template.New("plan.yaml").Funcs(template.FuncMap{
	"word": scalarText, "text": blockText, "list": flowList, "numbers": flowNumbers,
	"comment": comment,
}).Parse(planTemplate))

// WritePlan writes a plan.yaml for a person to read and edit: what the importer noticed first,
// as comments, then the measures and the tasks. LoadPlan reads it back to the same plan.
func WritePlan(w io.Writer, p workflow.Plan, warnings []workflow.Warning) error {
	return planYAML.Execute(w, struct {
		workflow.Plan
		Warnings []workflow.Warning
	}{p, warnings})
}

// comment writes a warning on lines that a person can read, none of which can end the comment.
func comment(w workflow.Warning) string {
	text := w.What
	if w.Where != "" {
		text = w.Where + ": " + text
	}
	text = printable(strings.Join(strings.Fields(text), " "))
	return "# – " + strings.Join(fold(text), "\n#   ")
}

const lineWidth = 88 // of folded text, in letters

// plainForm is what no reader of YAML can take for anything but text.
var plainForm = regexp.MustCompile(`^\p{L}[\p{L}\d.,;()/„“№–-]*( [\p{L}\d.,;()/„“№–-]+)*$`)

// words that YAML, in one version or another, takes for something else.
var reserved = []string{"null", "true", "false", "yes", "no", "on", "off", "y", "n", "inf", "nan"}

// scalarText writes a text on one line.
func scalarText(s string) string {
	if plainForm.MatchString(s) && !slices.Contains(reserved, strings.ToLower(s)) {
		return s
	}
	return strconv.Quote(s) // every escape of Go is one of YAML's (YAML 1.2.2, section 5.7)
}

// blockText writes a text that may be long: folded at its spaces, or with its lines as they
// are, where both give the same bytes back.
func blockText(indent int, s string) string {
	margin := "\n" + strings.Repeat(" ", indent)
	long := len([]rune(s)) > lineWidth
	switch {
	case printable(s) != s:
		return strconv.Quote(s)
	case long && strings.Join(strings.Fields(s), " ") == s:
		return ">-" + margin + strings.Join(fold(s), margin)
	case strings.Contains(s, "\n") && linesAreClean(s):
		return "|-" + margin + strings.Join(strings.Split(s, "\n"), margin)
	}
	return scalarText(s)
}

// printable leaves out what an editor would not show, or would not keep.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' || unicode.IsPrint(r) {
			return r
		}
		return -1
	}, s)
}

func linesAreClean(s string) bool {
	for text := range strings.SplitSeq(s, "\n") {
		if text == "" || strings.TrimSpace(text) != text {
			return false
		}
	}
	return true
}

func fold(s string) []string {
	var lines []string
	var line []string
	width := 0
	for _, word := range strings.Fields(s) {
		n := len([]rune(word))
		if len(line) > 0 && width+n > lineWidth {
			lines, line, width = append(lines, strings.Join(line, " ")), nil, 0
		}
		line, width = append(line, word), width+n+1
	}
	return append(lines, strings.Join(line, " "))
}

func flowList(words []string) string {
	var quoted []string
	for _, word := range words {
		if strings.Contains(word, ",") { // it would end the item
			quoted = append(quoted, strconv.Quote(word))
		} else {
			quoted = append(quoted, scalarText(word))
		}
	}
	return "[" + strings.Join(quoted, ", ") + "]"
}

func flowNumbers(numbers []int) string {
	var words []string
	for _, n := range numbers {
		words = append(words, strconv.Itoa(n))
	}
	return "[" + strings.Join(words, ", ") + "]"
}
