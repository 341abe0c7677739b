package workflow

import (
	"bytes"
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
	office, of, more := strings.Cut(i.Office, " на ")
	if more && !strings.Contains(strings.ToLower(i.Name), strings.ToLower(firstWord(of))) { // of something else than itself
		return []string{strings.ToUpper(definite(i.Office, i.Addressed())), strings.ToUpper(i.Name)}
	}
	return []string{strings.ToUpper(definite(office, i.Addressed())) + " НА", strings.ToUpper(i.Name)}
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
