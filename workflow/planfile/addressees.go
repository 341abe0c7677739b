package planfile

import (
	"regexp"
	"slices"
	"strings"

	"srok/workflow"
)

// addressees are the institutions that a „responsible“ column means.
type addressees struct {
	council bool     // the council's own office
	others  []string // ids of groups, then of institutions, in the directory's order
	unknown []string // what nobody in the directory answers to
}

// whom lists them as a task does.
func (a addressees) whom(dir workflow.Directory) []string {
	if a.council {
		return append(slices.Clone(a.others), dir.Council.ID)
	}
	return a.others
}

var (
	parting = regexp.MustCompile(`[,;\n]`)
	// Plans speak of municipalities and of the state's units by offices and paraphrases.
	municipal   = regexp.MustCompile(`(?:^| )(?:общин|кмет|местн\S* власт|местн\S* самоуправление)`)
	territorial = regexp.MustCompile(`(?:^| )(?:териториалн|звена|структур|деконцентриран|регионалн\S* (?:дирекци|служб|инспекци)|изпълнителн\S* власт)`)
	everyone    = regexp.MustCompile(`(?:^| )всички (?:институции|отговорни|членове|администрации)`)
	// One that the directory does not know is not every municipality.
	oneMunicipality = regexp.MustCompile(`(?:[Оо]бщина|ОБЩИНА)\s+[„"]?\p{Lu}`)
)

// phonebook is a directory with its names ready to be looked for.
type phonebook struct {
	dir          workflow.Directory
	council      []string            // names and aliases of the council, and its office
	names        map[string][]string // of each other institution: its names and unshared acronyms
	groups       map[string]string   // the title of each group
	municipal    []string            // ids of the groups of municipalities
	territorial  []string            // and of the state's units
	allGroups    []string
	institutions []string
}

func newPhonebook(dir workflow.Directory) *phonebook {
	b := &phonebook{dir: dir, names: map[string][]string{}, groups: map[string]string{}}
	for _, n := range append([]string{dir.Council.Name, withoutSeat(dir.Council.Name)}, dir.Council.Aliases...) {
		b.council = append(b.council, plain(n))
	}
	sharing := map[string]int{}
	for _, i := range dir.Institutions {
		for _, a := range acronymsOf(i) {
			sharing[a]++
		}
	}
	for _, i := range dir.Institutions {
		if i.ID == dir.Council.ID {
			b.council = append(b.council, officeForms(plain(i.Office))...)
			continue
		}
		b.institutions = append(b.institutions, i.ID)
		names := []string{plain(i.Name), plain(withoutSeat(i.Name))}
		for _, a := range acronymsOf(i) {
			if sharing[a] == 1 {
				names = append(names, a)
			}
		}
		b.names[i.ID] = names
	}
	for _, g := range dir.Groups {
		title := plain(g.Title)
		b.groups[g.ID] = title
		b.allGroups = append(b.allGroups, g.ID)
		switch {
		case municipal.MatchString(title):
			b.municipal = append(b.municipal, g.ID)
		case territorial.MatchString(title):
			b.territorial = append(b.territorial, g.ID)
		}
	}
	return b
}

// plain is a text as words alone, each between spaces, so that „ОА,“ is the word „ОА“.
func plain(s string) string {
	words := strings.FieldsFunc(fold(s), func(r rune) bool { return !isWordRune(r) })
	return " " + strings.Join(words, " ") + " "
}

// withoutSeat shortens „РИОСВ – Перник“ to „РИОСВ“.
func withoutSeat(name string) string {
	short, _, _ := strings.Cut(name, " – ")
	return short
}

// officeForms adds the definite forms: областен управител, областният, областния управител.
func officeForms(office string) []string {
	forms := []string{office}
	if adjective, noun, ok := strings.Cut(office, "ен "); ok {
		forms = append(forms, adjective+"ният "+noun, adjective+"ния "+noun)
	}
	return forms
}

// acronymsOf an institution, as plain words.
func acronymsOf(i workflow.Institution) []string {
	var short []string
	for _, a := range acronym.FindAllString(withoutSeat(i.Name), -1) {
		short = append(short, plain(a))
	}
	return short
}

// holds reports whether a plain text holds one of the plain names.
func holds(text string, names []string) bool {
	return slices.ContainsFunc(names, func(n string) bool { return strings.TrimSpace(n) != "" && strings.Contains(text, n) })
}

// read resolves a column by the directory: its names, its aliases of the council, its
// groups, and the paraphrases by which plans call those groups.
func (b *phonebook) read(responsible string) addressees {
	var a addressees
	wanted := map[string]bool{}
	for _, part := range parting.Split(responsible, -1) {
		text := plain(part)
		if strings.TrimSpace(text) == "" {
			continue
		}
		ids := b.called(part, text)
		for _, id := range ids {
			wanted[id] = true
		}
		council := holds(text, b.council)
		a.council = a.council || council
		if len(ids) == 0 && !council {
			a.unknown = append(a.unknown, strings.TrimSpace(part))
		}
	}
	for _, g := range b.dir.Groups {
		if wanted[g.ID] {
			a.others = append(a.others, g.ID)
			for _, member := range g.Members {
				delete(wanted, member) // asked as one of the group
			}
		}
	}
	for _, id := range b.institutions {
		if wanted[id] {
			a.others = append(a.others, id)
		}
	}
	return a
}

// called lists the groups and institutions that one part of the column means. A named
// institution is meant alone, not with its whole group.
func (b *phonebook) called(part, text string) []string {
	if everyone.MatchString(text) {
		return b.allGroups
	}
	var ids []string
	for _, id := range b.institutions {
		if holds(text, b.names[id]) {
			ids = append(ids, id)
		}
	}
	if len(ids) > 0 || oneMunicipality.MatchString(part) {
		return ids
	}
	for _, id := range b.allGroups {
		if holds(text, []string{b.groups[id]}) {
			ids = append(ids, id)
		}
	}
	switch {
	case len(ids) > 0:
	case municipal.MatchString(text) && strings.Contains(text, "структури на местната власт"):
		ids = b.municipal
	case municipal.MatchString(text) && territorial.MatchString(text):
		ids = slices.Concat(b.municipal, b.territorial)
	case municipal.MatchString(text):
		ids = b.municipal
	case territorial.MatchString(text):
		ids = b.territorial
	}
	return ids
}
