package config

import (
	_ "embed"
	"fmt"
	"io"
	"regexp"
	"slices"
	"text/template"

	"srok/workflow"
)

//go:embed institutions.yaml.tmpl
var institutionsTemplate string

var institutionsYAML = template.Must(template.New("institutions.yaml").Funcs(template.FuncMap{
	"word": scalarText, "list": flowList, "address": addressText, "addresses": flowAddresses,
}).Parse(institutionsTemplate))

// WriteInstitutions writes an institutions.yaml for a person to read and edit;
// LoadInstitutions reads it back to the same directory. The letterhead, which stands in
// srok.yaml, is not written.
func WriteInstitutions(w io.Writer, d workflow.Directory) error {
	type group struct {
		workflow.Group
		Institutions []workflow.Institution
	}
	file := struct {
		workflow.Council
		Own    workflow.Institution
		Groups []group
	}{Council: d.Council}
	var err error
	if file.Own, err = member(d, d.Council.ID); err != nil {
		return err
	}
	for _, g := range d.Groups {
		institutions, err := membersOf(d, g)
		if err != nil {
			return err
		}
		file.Groups = append(file.Groups, group{g, institutions})
	}
	return institutionsYAML.Execute(w, file)
}

func membersOf(d workflow.Directory, g workflow.Group) ([]workflow.Institution, error) {
	var members []workflow.Institution
	for _, id := range g.Members {
		i, err := member(d, id)
		if err != nil {
			return nil, err
		}
		members = append(members, i)
	}
	return members, nil
}

func member(d workflow.Directory, id string) (workflow.Institution, error) {
	at := slices.IndexFunc(d.Institutions, func(i workflow.Institution) bool { return i.ID == id })
	if at < 0 {
		return workflow.Institution{}, fmt.Errorf("writing the institutions: the directory has no %q", id)
	}
	return d.Institutions[at], nil
}

// plainAddress is an address or a domain that YAML can take for nothing else.
var plainAddress = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9._+-]*(@[A-Za-z0-9.-]+)?$`)

func addressText(s string) string {
	if plainAddress.MatchString(s) && len(s) > len("false") {
		return s
	}
	return scalarText(s)
}

func flowAddresses(addresses []string) string {
	list := "["
	for i, a := range addresses {
		if i > 0 {
			list += ", "
		}
		list += addressText(a)
	}
	return list + "]"
}
