package mail

import "strings"

// maxSays bounds a message that is nothing but a notice: programs fill in a short form.
const maxSays = 3000

// saysAutomatic: without a mark in the header a program often says itself, below what it has to tell,
// that it is one. That alone proves nothing, a registry sends the report itself so: what it tells must be
// no more than that our letter has come, or that nobody is there to read it.
func (p *parser) saysAutomatic() (verdict, bool) {
	text := unquoted(p.m.FullText)
	if len(text) > maxSays || forwardSubject.MatchString(p.heading()) && p.m.Text != p.m.FullText ||
		bringsAnswer.MatchString(strings.Join(strings.Fields(text), " ")) {
		return verdict{}, false
	}
	return p.notice(p.m.Text, text)
}

// saysGone: whoever had the address has left, or another one has taken its place. A person has to enter
// whom to ask from now on.
func (p *parser) saysGone() bool {
	return p.says(p.heading()+".\n"+unquoted(p.m.FullText), "gone", "left", "unread")
}

// unquoted is a text without the letter that it answers, the signature still below it: programs write
// who they are there.
func unquoted(full string) string {
	lines := strings.Split(full[:min(len(full), maxTold)], "\n")
	var own []string
	for _, line := range lines[:quoteStart(lines)] {
		if !strings.HasPrefix(strings.TrimSpace(line), ">") {
			own = append(own, line)
		}
	}
	return strings.Join(own, "\n")
}

var (
	// bringsAnswer: the message has something to say on the matter itself.
	bringsAnswer = compiled(`(?i)отговор на (?:ваш\pL*|вх|писмо)[^.]{0,60}:|(?:^|[^\pL])(?:няма|липсват|не са)(?: \pL+){0,3} (?:постъпил|подаден|жалб|сигнал|образуван|установен|случаи)|(?:we|i) (?:hold|have|had|received) no |no (?:complaints|records|such)|отговор по вх|приложен[оаи]?[^\pL]|прилага(?:ме|м)|изпраща(?:ме|м) |в отговор на|по същество\s*[:,–-]|please find|(?:is|are|see) attached|in (?:response|reply|answer) to your|anbei|im anhang|ci-joint|во вложении|в приложении`)
)
