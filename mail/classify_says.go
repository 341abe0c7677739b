package mail

import (
	"slices"
	"strings"
)

// maxSays bounds a message that is nothing but a notice: programs fill in a short form.
const maxSays = 3000

// saysAutomatic: without a mark in the header a program often says itself, below what it has to tell,
// that it is one. That alone proves nothing, a registry sends the report itself so: what it tells must be
// no more than that our letter has come, or that nobody is there to read it.
func (p *parser) saysAutomatic() (verdict, bool) {
	text := unquoted(p.m.FullText)
	if len(text) > maxSays || forwardSubject.MatchString(p.heading()) && p.m.Text != p.m.FullText {
		return verdict{}, false
	}
	text = strings.Join(strings.Fields(text), " ")
	v, ok := p.noticeOf(text)
	if !ok {
		v, ok = p.notice(p.m.Text, unquoted(p.m.FullText))
	}
	if ok && bringsAnswer.MatchString(text) {
		return verdict{}, false
	}
	return v, ok
}

func (p *parser) noticeOf(text string) (verdict, bool) {
	switch {
	case notesAway.MatchString(p.heading()) && notesUntil.MatchString(text):
		return verdict{kind: KindAutoReply, why: "известие за отсъствие на Lotus Notes: „" + p.m.Subject + "“"}, true
	}
	return verdict{}, false
}

// saysGone: whoever had the address has left, or another one has taken its place. A person has to enter
// whom to ask from now on.
func (p *parser) saysGone() bool {
	text := strings.Join(strings.Fields(p.heading()+". "+unquoted(p.m.FullText)), " ")
	return gone.MatchString(text[:min(len(text), maxSays)])
}

// contains asks whether it is worth while to ask a long pattern: for most letters it is not.
func contains(text string, words ...string) bool {
	lower := strings.ToLower(text)
	return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(lower, w) })
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
	// gone is not for a while.
	gone = compiled(`(?i)вече не (?:работ|съм служител|се (?:използва|следи|чете|обслужва))|не работ\pL+ вече|напусн\pL+ (?:работа|общин|министерств|агенци|дирекци|институци|служ|компани|фирм)|пенсионира|(?:адрес|поща)\pL*[^.]{0,30} (?:е|беше|бе) (?:променен|сменен|закрит|заменен)|нови(?:ят|я)?(?: ми| ни)?(?: електронен| имейл| пощенски)? адрес|нов (?:електронен |имейл )?адрес|(?:тази|този)[^.]{0,40} не се (?:следи|чете|обслужва|използва)|` +
		`no longer (?:with|works?|working|employed|at |a member|active|in use|in service|monitored)|(?:has|have) left (?:the|our|my)|left (?:the company|the organi)|retired|(?:address|e-?mail|mailbox) (?:has (?:changed|been (?:changed|closed|discontinued|replaced))|is (?:not|no longer|un) ?(?:being )?(?:monitored|attended|in use|used|checked))|new (?:e-?mail )?address|unattended (?:mailbox|inbox|address)|unmonitored|` +
		`nicht mehr (?:im|bei|für|in|tätig|gültig|aktiv)|neue (?:e-?mail-?)?adresse|ne (?:travaille|fait) plus|nouvelle adresse|ya no trabaja|nueva dirección|non lavora più|nuovo indirizzo|já não trabalha|nie pracuje|nowy adres|již nepracuje|už nepracuje|больше не работа|уже не работа|новый адрес|більше не працю|nu mai lucrează|više ne radi|више не ради|повеќе не работи|artık çalışm`)

	// notesAway: what Lotus Notes sets for the subject of its notices, the name of who is away first,
	// and how their text begins.
	notesAway  = compiled(`(?i)^[^:]{2,80} (?:is out of the office|ist außer haus|ist nicht im büro|est absent|è fuori ufficio|está ausente|está fuera de la oficina|is afwezig|е извън офиса|нет на работе)`)
	notesUntil = compiled(`(?i)^(?:i (?:will be|am) out of the office|ich (?:werde|bin)[^!?]{0,60}nicht im (?:büro|haus)|je (?:serai|suis) absent|sarò (?:assente|fuori)|estaré (?:ausente|fuera)|estarei ausente|ik ben (?:afwezig|niet)|ще бъда извън офиса|меня не будет)`)

	// bringsAnswer: the message has something to say on the matter itself.
	bringsAnswer = compiled(`(?i)отговор на (?:ваш\pL*|вх|писмо)[^.]{0,60}:|(?:^|[^\pL])(?:няма|липсват|не са)(?: \pL+){0,3} (?:постъпил|подаден|жалб|сигнал|образуван|установен|случаи)|(?:we|i) (?:hold|have|had|received) no |no (?:complaints|records|such)|отговор по вх|приложен[оаи]?[^\pL]|прилага(?:ме|м)|изпраща(?:ме|м) |в отговор на|по същество|please find|(?:is|are|see) attached|in (?:response|reply|answer) to your|anbei|im anhang|ci-joint|во вложении|в приложении`)
)
