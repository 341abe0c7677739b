package planfile

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"srok/workflow"
)

var (
	titleBegins = regexp.MustCompile(`(?i)^\s*(?:проект\s+(?:за|на)\s+)?(?:годиш\S+\s+|секторн\S+\s+|антикорупцион\S+\s+)?(?:план|програма|мерки)(?:[\s\-–]|$)`)
	acronym     = regexp.MustCompile(`\p{Lu}{3,}`)
	yearForm    = regexp.MustCompile(`(?:^|\D)((?:19|20)\d\d)(?:\D|$)`)
	yearRange   = regexp.MustCompile(`((?:19|20)\d\d)\s*г?\.?\s*[-–—]\s*((?:19|20)\d\d)`)
)

// readTitle finds the plan's title above its table; the rest of what stands there is warned of.
func readTitle(doc *document, preamble []row) (workflow.Plan, []workflow.Warning, error) {
	var plan workflow.Plan
	var warnings []workflow.Warning
	start := slices.IndexFunc(preamble, func(r row) bool { return titleBegins.MatchString(r.whole()) })
	var title []string
	for i, r := range preamble {
		if start >= 0 && i >= start && i < start+6 && len([]rune(r.whole())) <= 400 {
			title = append(title, r.whole())
			continue
		}
		warnings = append(warnings, workflow.Warning{Where: r.place,
			What: fmt.Sprintf("Текст преди таблицата, който не е включен в плана: „%s“.", r.whole())})
	}
	plan.Title = strings.Join(title, " ")
	if plan.Title == "" {
		warnings = append(warnings, workflow.Warning{Where: doc.name, What: "Планът няма разпознато заглавие; допълнете го."})
	}
	plan.Council = councilIn(plan.Title)
	return plan, warnings, nil
}

// councilIn is the acronym by which the title calls the council: the last word in capitals
// that a „на“ precedes, as titles are often in capitals throughout.
func councilIn(title string) string {
	fields := strings.Fields(title)
	for i, f := range slices.Backward(fields) {
		word := acronym.FindString(f)
		if word == "" || word != strings.Trim(f, ".,;:()„“\"") || len([]rune(word)) > 10 || i == 0 {
			continue
		}
		if strings.EqualFold(fields[i-1], "на") && !isSpoken(word) {
			return word
		}
	}
	return ""
}

// isSpoken tells a word in capitals („ПЕРНИК“) from an acronym („ООСПК“) by its vowels;
// О stands in too many acronyms to count.
func isSpoken(word string) bool {
	vowels := 0
	for _, r := range word {
		if strings.ContainsRune("АЕИУЪЮЯ", r) {
			vowels++
		}
	}
	return vowels*4 > len([]rune(word))
}

// datePlan finds the plan's first and last day: in the title, otherwise in the terms.
func datePlan(doc *document, plan *workflow.Plan, warnings *[]workflow.Warning) error {
	if m := yearRange.FindStringSubmatch(plan.Title); m != nil && m[1] < m[2] {
		plan.From, plan.To = wholeYears(m[1], m[2])
		return nil
	}
	if m := yearForm.FindStringSubmatch(plan.Title); m != nil {
		plan.From, plan.To = wholeYears(m[1], m[1])
		return nil
	}
	count := map[string]int{}
	best := ""
	for _, m := range plan.Measures {
		for _, y := range yearForm.FindAllStringSubmatch(m.Term, -1) {
			count[y[1]]++
			if count[y[1]] > count[best] || count[y[1]] == count[best] && y[1] < best {
				best = y[1]
			}
		}
	}
	if best == "" {
		return &workflow.Refusal{Where: doc.name, What: "neither the title nor a deadline says for which year the plan is",
			Do: "write the year into the title: „План за действие … за 2018 г.“"}
	}
	plan.From, plan.To = wholeYears(best, best)
	*warnings = append(*warnings, workflow.Warning{Where: doc.name,
		What: fmt.Sprintf("Заглавието не посочва година; по сроковете планът е приет за план за %s г.", best)})
	return nil
}

func wholeYears(first, last string) (from, to workflow.Date) {
	a, _ := strconv.Atoi(first)
	b, _ := strconv.Atoi(last)
	return workflow.Date{Year: a, Month: time.January, Day: 1}, workflow.Date{Year: b, Month: time.December, Day: 31}
}
