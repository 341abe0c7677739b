package workflow

import (
	"fmt"
	"maps"
	"regexp"
	"strings"
	"testing"
)

// A branch of a template that no sample takes could hide a misspelt field until the day on
// which its letter is due. So every branch of the embedded templates reports its place, and
// the samples must have been to all of them.
func TestSamplesTakeEveryBranch(t *testing.T) {
	sources, err := embeddedSources()
	if err != nil {
		t.Fatal(err)
	}
	branch := regexp.MustCompile(`\{\{-? ?(?:if|with|range|else)[^}]*\}\}`)
	unseen := map[string]string{}
	for name, source := range sources {
		var marked strings.Builder
		end := 0
		for _, at := range branch.FindAllStringIndex(source, -1) {
			place := fmt.Sprintf("%s:%d, %d", name, 1+strings.Count(source[:at[0]], "\n"), at[0])
			unseen[place] = source[at[0]:at[1]]
			fmt.Fprintf(&marked, "%s{{seen %q}}", source[end:at[1]], place)
			end = at[1]
		}
		sources[name] = marked.String() + source[end:]
	}
	funcs := maps.Clone(templateFuncs)
	funcs["seen"] = func(place string) string {
		delete(unseen, place)
		return ""
	}
	templates, err := parseTemplates(sources, funcs)
	if err != nil {
		t.Fatal(err)
	}
	if len(unseen) < 100 {
		t.Errorf("only %d branches: the test looks for the wrong thing", len(unseen))
	}
	if err := templates.try(); err != nil {
		t.Fatal(err)
	}
	for place, action := range unseen {
		t.Errorf("no sample takes the branch %s at %s", action, place)
	}
}
