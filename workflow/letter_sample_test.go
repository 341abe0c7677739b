package workflow

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
)

// A branch of a template that no sample takes could hide a misspelt field until the day on
// which its letter is due: an unknown field in any branch must be refused when loading.
func TestSamplesTakeEveryBranch(t *testing.T) {
	if testing.Short() {
		t.Skip("SKIPPED: some hundred and fifty spoilt templates take seconds")
	}
	t.Parallel()
	sources, err := templateSources(nil)
	if err != nil {
		t.Fatal(err)
	}
	branch := regexp.MustCompile(`\{\{-? ?(?:if|with|range|else)[^}]*\}\}`)
	for name, source := range sources {
		for _, at := range branch.FindAllStringIndex(source, -1) {
			spoilt := source[:at[1]] + "{{.NoSuchField}}" + source[at[1]:]
			_, err := NewTemplates(fstest.MapFS{name: {Data: []byte(spoilt)}})
			place := fmt.Sprintf("%s:%d", name, 1+strings.Count(source[:at[1]], "\n"))
			var refusal *Refusal
			if !errors.As(err, &refusal) {
				t.Errorf("no sample takes the branch %s at %s", source[at[0]:at[1]], place)
			} else if refusal.Where != place {
				t.Errorf("refused at %s, not at %s: %v", refusal.Where, place, err)
			}
		}
	}
}
