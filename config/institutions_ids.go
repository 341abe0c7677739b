package config

import (
	"fmt"
	"slices"
	"strings"

	"srok/workflow"
)

// giveIDs gives the rows that have none the ids of known's institutions of that name, or new
// ones that nothing had before: a new institution must not inherit another's history.
func (l *list) giveIDs(entries []*entry, known workflow.Directory) error {
	taken := idsOf(known)
	written := map[string]bool{}
	byName := map[string]string{}
	for _, i := range known.Institutions {
		byName[plain(i.Name)] = i.ID
	}
	for _, e := range entries {
		if e.ID != "" {
			taken[e.ID], written[e.ID] = true, true
		}
	}
	if err := l.namesOnce(entries); err != nil {
		return err
	}
	for _, e := range entries {
		id, found := byName[plain(e.Name)]
		switch {
		case e.ID != "":
		case found && !written[id]:
			e.ID = id
		default:
			e.ID = freeID(e.Name, "institution", taken)
		}
	}
	return nil
}

func idsOf(d workflow.Directory) map[string]bool {
	ids := map[string]bool{d.Council.ID: true}
	for _, i := range d.Institutions {
		ids[i.ID] = true
	}
	for _, g := range d.Groups {
		ids[g.ID] = true
	}
	return ids
}

// namesOnce refuses two rows of one name, unless each says by a key of its own that it is
// another institution.
func (l *list) namesOnce(entries []*entry) error {
	before := map[string]*entry{}
	for _, e := range entries {
		name := plain(e.Name)
		if other := before[name]; other != nil && (e.ID == "" || other.ID == "") {
			return l.refuse(e.at+".name", fmt.Sprintf("%q stands in row %d too", excerpt(e.Name), l.at[other.at].Line), "take one of the two away, or give each a key in the column „Ключ“")
		}
		before[name] = e
	}
	return nil
}

// giveGroups lists the groups in the order of their first rows. A group is known's of that id
// or that title, or a new one.
func (l *list) giveGroups(entries []*entry, known workflow.Directory) []workflow.Group {
	taken := idsOf(known)
	byText := map[string]workflow.Group{}
	for _, g := range known.Groups {
		byText[plain(g.Title)] = g
	}
	for _, g := range known.Groups { // an id says more than a title
		byText[g.ID] = g
	}
	for _, e := range entries {
		taken[e.ID] = true
	}
	var groups []workflow.Group
	for _, e := range entries {
		g, found := byText[plain(e.group)]
		if !found {
			g = workflow.Group{ID: freeID(e.group, "group", taken), Title: e.group}
			byText[plain(e.group)] = g
		}
		at := slices.IndexFunc(groups, func(other workflow.Group) bool { return other.ID == g.ID })
		if at < 0 {
			at = len(groups)
			groups = append(groups, workflow.Group{ID: g.ID, Title: g.Title})
		}
		groups[at].Members = append(groups[at].Members, e.ID)
	}
	return groups
}

// check holds the rows to what institutions.yaml is held to, and to what goes wrong in copied
// rows: one institution's address left in another's.
func (l *list) check(entries []*entry, groups []workflow.Group, known workflow.Directory) error {
	r := register{source: l.source, mailbox: known.Council.Mailbox, ids: map[string]string{}}
	byAddress := map[string]*entry{}
	for _, e := range entries {
		if e.ID == known.Council.ID {
			return l.refuse(e.at+".id", fmt.Sprintf("%q is the council's own key", e.ID), "take the row away: the council's entry stands in institutions.yaml")
		}
		if slices.ContainsFunc(groups, func(g workflow.Group) bool { return g.ID == e.ID }) {
			return l.refuse(e.at+".id", fmt.Sprintf("%q is the key of a group", e.ID), "give the institution another key")
		}
		if err := first(r.addMember(e.at, e.memberEntry), l.checkLine(e.at+"."+groupField, e.group)); err != nil {
			return err
		}
		for _, address := range e.Contacts {
			key := strings.ToLower(address)
			if other := byAddress[key]; other != nil {
				return l.refuse(e.at+".contacts", fmt.Sprintf("%q is the address of row %d too", excerpt(address), l.at[other.at].Line), "write the institution's own; one that really serves both can be written in institutions.yaml")
			}
			byAddress[key] = e
		}
	}
	return nil
}

// directoryOf orders the institutions as institutions.yaml would: the council's office, then
// group by group.
func directoryOf(entries []*entry, groups []workflow.Group, known workflow.Directory) workflow.Directory {
	d := workflow.Directory{Council: known.Council, Groups: groups}
	for _, i := range known.Institutions {
		if i.ID == known.Council.ID {
			d.Institutions = append(d.Institutions, i)
		}
	}
	byID := map[string]*entry{}
	for _, e := range entries {
		byID[e.ID] = e
	}
	for _, g := range groups {
		for _, id := range g.Members {
			d.Institutions = append(d.Institutions, byID[id].institution())
		}
	}
	return d
}
