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
	longAcronym     = regexp.MustCompile(`\p{Lu}{3,}`)
)

// readAddressees resolves a column by the directory: its names, its aliases of the
// council, its groups, and the paraphrases by which plans call those groups.
func readAddressees(text string, dir workflow.Directory) addressees {
	var a addressees
	wanted := map[string]bool{}
	for _, part := range parting.Split(text, -1) {
		folded := separate(fold(part))
		if folded == "" || strings.HasPrefix(folded, "и ") && len(folded) < 4 {
			continue
		}
		known := false
		if callsCouncil(folded, dir) {
			a.council, known = true, true
		}
		for _, id := range called(part, folded, dir) {
			wanted[id], known = true, true
		}
		if !known {
			a.unknown = append(a.unknown, strings.TrimSpace(part))
		}
	}
	for _, g := range dir.Groups {
		if wanted[g.ID] {
			a.others = append(a.others, g.ID)
		}
	}
	for _, i := range dir.Institutions {
		inGroup := slices.ContainsFunc(dir.Groups, func(g workflow.Group) bool { return wanted[g.ID] && slices.Contains(g.Members, i.ID) })
		if wanted[i.ID] && i.ID != dir.Council.ID && !inGroup {
			a.others = append(a.others, i.ID)
		}
	}
	return a
}

func callsCouncil(folded string, dir workflow.Directory) bool {
	names := append([]string{dir.Council.Name}, dir.Council.Aliases...)
	for _, i := range dir.Institutions {
		if i.ID == dir.Council.ID {
			names = append(names, i.Office)
		}
	}
	return slices.ContainsFunc(names, func(n string) bool { return hasWords(folded, fold(n)) })
}

// called lists the groups and institutions that one part of the column means. A named
// institution is meant alone, not with its whole group.
func called(part, folded string, dir workflow.Directory) []string {
	if everyone.MatchString(folded) {
		return groupIDs(dir, func(workflow.Group) bool { return true })
	}
	var ids []string
	for _, i := range dir.Institutions {
		if i.ID != dir.Council.ID && named(i, part, folded, dir) {
			ids = append(ids, i.ID)
		}
	}
	if len(ids) > 0 || oneMunicipality.MatchString(part) {
		return ids
	}
	ids = groupIDs(dir, func(g workflow.Group) bool { return hasWords(folded, separate(fold(g.Title))) })
	switch {
	case len(ids) > 0:
		return ids
	case municipal.MatchString(folded):
		ids = groupIDs(dir, func(g workflow.Group) bool { return municipal.MatchString(fold(g.Title)) })
		// „представители на местната власт и на териториалните структури“ are both.
		if !strings.Contains(folded, "структури на местната власт") && territorial.MatchString(folded) {
			ids = append(ids, territorialGroups(dir)...)
		}
		return ids
	case territorial.MatchString(folded):
		return territorialGroups(dir)
	}
	return nil
}

func territorialGroups(dir workflow.Directory) []string {
	return groupIDs(dir, func(g workflow.Group) bool { return territorial.MatchString(fold(g.Title)) })
}

// named reports whether an institution is called by its name, by the name without its
// seat, or by an acronym that no other institution has.
func named(i workflow.Institution, part, folded string, dir workflow.Directory) bool {
	name, _, _ := strings.Cut(i.Name, " – ")
	if hasWords(folded, separate(fold(i.Name))) || name != i.Name && hasWords(folded, separate(fold(name))) {
		return true
	}
	for _, short := range longAcronym.FindAllString(name, -1) {
		sharing := 0
		for _, o := range dir.Institutions {
			if hasWords(separate(fold(o.Name)), fold(short)) {
				sharing++
			}
		}
		if sharing == 1 && hasWords(separate(fold(part)), fold(short)) {
			return true
		}
	}
	return false
}

func groupIDs(dir workflow.Directory, want func(workflow.Group) bool) []string {
	var ids []string
	for _, g := range dir.Groups {
		if want(g) {
			ids = append(ids, g.ID)
		}
	}
	return ids
}
