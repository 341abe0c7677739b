package config

import (
	"fmt"
	"io"
	"strings"

	"srok/workflow"

	"github.com/goccy/go-yaml"
)

// verbatim is a text that is long or must come back to the byte.
type verbatim string

// WritePlan writes a plan.yaml for a person to read and edit: what the importer noticed first,
// as comments, then the measures and the tasks. LoadPlan reads it back to the same plan.
func WritePlan(w io.Writer, p workflow.Plan, warnings []workflow.Warning) error {
	body, err := yaml.MarshalWithOptions(planFileOf(p), yaml.Indent(2), yaml.IndentSequence(true))
	if err != nil {
		return fmt.Errorf("writing the plan: %w", err)
	}
	_, err = io.WriteString(w, heading(warnings)+string(body))
	return err
}

func heading(warnings []workflow.Warning) string {
	var b strings.Builder
	for _, x := range warnings {
		fmt.Fprintf(&b, "# - %s: %s\n", x.Where, x.What)
	}
	return b.String()
}
