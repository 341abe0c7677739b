package workflow

import "strings"

// Addressed is the gender of who holds the office: as the record says, or else as the office itself
// does („изпълняваща длъжността кмет“).
func (i Institution) Addressed() Gender {
	first := firstWord(i.Office)
	if i.Gender == UnknownGender && (feminineParticiple(first) || endsIn(first, "ка", "ица")) {
		return Female
	}
	return i.Gender
}

// titleOf is an office as a salutation has it: without what it is of, its participles in the gender of
// who holds it. The nouns are the same for women: „ГОСПОЖО ДИРЕКТОР“.
func titleOf(office string, gender Gender) string {
	office, _, _ = strings.Cut(office, " на ")
	return inGender(office, gender)
}

// inGender gives the participles of an office a gender: „изпълняваща длъжността кмет“, „завеждащ“.
func inGender(office string, gender Gender) string {
	words := strings.Fields(office)
	for i, word := range words {
		switch {
		case gender == Female && endsIn(word, "ащ", "ящ", "ещ"):
			words[i] = word + "а"
		case gender == Male && feminineParticiple(word):
			words[i] = strings.TrimSuffix(word, "а")
		}
	}
	return strings.Join(words, " ")
}

func feminineParticiple(word string) bool { return endsIn(word, "аща", "яща", "еща") }

// definite gives an office the article that it has behind a preposition: „кмета“, „управителя“,
// „областния управител“. An office that is an abbreviation, or ends in a vowel, stays as it is.
func definite(office string, gender Gender) string {
	first, rest, more := strings.Cut(inGender(office, gender), " ")
	switch {
	case more && (first == "заместник" || first == "зам."): // „заместник кмет“ is one word in two
		return first + " " + definite(rest, gender)
	case more && endsIn(first, "ен"):
		first = strings.TrimSuffix(first, "ен") + "ния"
	case endsIn(first, "ащ", "ящ", "ещ"): // „изпълняващ длъжността кмет“
		first += "ия"
	case feminineParticiple(first):
		first += "та"
	case more && endsIn(first, "ски"):
		first = strings.TrimSuffix(first, "и") + "ия"
	case endsIn(first, "тел", "ар"):
		first += "я"
	case endsIn(first, "й"):
		first = strings.TrimSuffix(first, "й") + "я"
	case endsIn(first, "а", "е", "и", "о", "у", "ю", "я", ".", "–", "-"):
	default:
		first += "а"
	}
	return strings.TrimSpace(first + " " + rest)
}
