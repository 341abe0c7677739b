package workflow

// Digest renders the weekly letter to the chair.
func (t *Templates) Digest(view DigestView) (LetterText, error) {
	v := cleaned(view)
	var w pieces
	subject := w.line(t, "digest.subject", v)
	if w.err != nil {
		return LetterText{}, w.err
	}
	text, err := t.render("digest", "digest.html", v)
	text.Subject = subject
	return text, err
}
