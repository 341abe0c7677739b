package workflow

import (
	"bytes"
	"fmt"
	"strings"
)

// Document renders the letter as the element w:document of a .docx. Its words are those of the
// e-mail, but for what only an e-mail can say; around them stand the letterhead, „ДО“, the place for
// the number and that for the signature.
func (t *Templates) Document(view LetterView) (string, error) {
	v, err := prepare(view)
	if err != nil {
		return "", err
	}
	frame, err := t.frame(v)
	if err != nil {
		return "", about(v, err)
	}
	// The same package escapes a web page and this text: what is special in HTML is so in XML.
	var b bytes.Buffer
	if err := t.html.ExecuteTemplate(&b, "letter.docx", frame); err != nil {
		return "", about(v, err)
	}
	return tied(strings.TrimSpace(b.String())), nil
}

// styledLine is a line of a document in one of its styles.
type styledLine struct{ Style, Text string }

// addressed are the lines below „ДО“: as the institution's record says, or its office and its name.
func addressed(f letterFrame) []string {
	i := f.Institution
	switch {
	case f.Kind == LetterEscalate: // to whoever is above it, whom the record does not name
		return nil
	case i.Addressee != "":
		return []string{i.Addressee}
	case i.Office == "":
		return []string{strings.ToUpper(i.Name)}
	}
	return []string{strings.ToUpper(definite(i.Office)) + " НА", strings.ToUpper(i.Name)}
}

// councilLine is what a letterhead says below the council's name.
func councilLine(c Council) string {
	var parts []string
	if c.Phone != "" {
		parts = append(parts, "тел. "+c.Phone)
	}
	if c.Mailbox != "" {
		parts = append(parts, "ел. поща: "+c.Mailbox)
	}
	return strings.Join(parts, ", ")
}

// definite gives an office the article that it has behind a preposition: „кмета“, „управителя“,
// „областния управител“. An office that is an abbreviation, or ends in a vowel, stays as it is.
func definite(office string) string {
	first, rest, more := strings.Cut(office, " ")
	switch {
	case more && endsIn(first, "ен"):
		first = strings.TrimSuffix(first, "ен") + "ния"
	case more && endsIn(first, "ащ", "ящ"): // „изпълняващ длъжността кмет“
		first += "ия"
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
	return strings.TrimSpace(fmt.Sprint(first, " ", rest))
}
