package workflow

// Trouble is what was wrong with the council's mail server when it took no letter, where it gave no
// reply that would say so. Its values are those of package mail.
type Trouble string

// Words is the trouble as officials read it, and their administrator after them.
func (t Trouble) Words() string {
	switch t {
	case "no-connection":
		return "няма връзка със сървъра за изходяща поща"
	case "not-protected":
		return "сървърът не предлага защитена връзка, а писма не се изпращат незащитени"
	case "bad-certificate":
		return "сертификатът на сървъра не е валиден"
	case "no-login":
		return "сървърът не приема името и паролата на програмата"
	case "garbled":
		return "сървърът отговаря неразбираемо"
	case "silent":
		return "сървърът не отговори навреме"
	case "broken-off":
		return "връзката със сървъра прекъсна"
	}
	return string(t)
}

// Told is the trouble with the technical words beside it; without one, those words alone.
func (t Trouble) Told(reply string) string {
	switch {
	case t == "":
		return reply
	case reply == "":
		return t.Words()
	}
	return t.Words() + " (" + reply + ")"
}
