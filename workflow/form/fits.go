package form

import "srok/workflow"

// OfPeriod reports whether a form is for a period: as its hidden sheet says, or as it is corrected in
// row А2. One that says nothing may be for any.
func (a Answers) OfPeriod(p workflow.Period) bool {
	from, to, said := parseSpan(a.value("А2"))
	if wantFrom, wantTo := p.Range(); said && from == wantFrom && to == wantTo {
		return true
	}
	return a.Header.Period == p || a.Header.Period == "" && !said
}

// OfInstitution reports whether a form is an institution's: as its hidden sheet says, or as it is
// corrected in row А1. One that says nothing may be anybody's.
func (a Answers) OfInstitution(id, name string) bool {
	said := a.value("А1")
	return a.Header.InstitutionID == id || said != "" && sameName(said, name) || a.Header.InstitutionID == "" && said == ""
}
