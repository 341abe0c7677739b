package workflow

// fillYears gives every day and stretch its year. A year said once holds for what stands
// before it („15.03. и 15.09.2018 г.“) and then for what stands after it; where none is
// said it is the plan's, with a warning.
func (m *meaning) fillYears(items []item) {
	var dated []*item
	for i := range items {
		if it := &items[i]; it.kind == pointItem || it.kind == stretchItem {
			m.fillEnds(it)
			dated = append(dated, it)
		}
	}
	for i := len(dated) - 2; i >= 0; i-- {
		it, next := dated[i], dated[i+1]
		if it.from.year.set || !next.from.year.set || next.report && !it.report {
			continue // „май, отчет до 31.01.2019 г.“: the report's year is not May's
		}
		year := next.from.year.number
		if it.to.monthDay() > next.from.monthDay() && year > m.year {
			year--
		}
		m.setYear(it, year)
	}
	for i, it := range dated {
		if it.from.year.set {
			continue
		}
		if i > 0 {
			m.setYear(it, dated[i-1].to.year.number)
			continue
		}
		m.setYear(it, m.year)
		m.warn("годината не е посочена; приета е годината на плана – %d", m.year)
	}
}

// fillEnds makes years absolute and lets the two ends of a stretch share one:
// „ноември – февруари 2019 г.“ begins in 2018.
func (m *meaning) fillEnds(it *item) {
	for _, u := range []*unit{&it.from, &it.to} {
		if u.year.set {
			u.year = yearRef{set: true, number: u.year.in(m.year)}
		}
	}
	turns := it.to.monthDay() < it.from.monthDay() // of the year, within the stretch
	switch {
	case it.to.year.set && !it.from.year.set:
		it.from.year = it.to.year
		if turns {
			it.from.year.number--
		}
	case it.from.year.set && !it.to.year.set:
		it.to.year = it.from.year
		if turns {
			it.to.year.number++
		}
	}
}

func (m *meaning) setYear(it *item, year int) {
	it.from.year = yearRef{set: true, number: year}
	it.to.year = it.from.year
	if it.to.monthDay() < it.from.monthDay() {
		it.to.year.number++
		m.warn("периодът преминава в %d г.", it.to.year.number)
	}
}

// monthDay orders units within a year.
func (u unit) monthDay() int { return int(u.month)*100 + u.first }
