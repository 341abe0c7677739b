package mail

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// enough is what the sayings of a notice must weigh together (notices.txt).
const enough = 3

// plenty is what they must weigh together where one sentence is none that is known: a person has to see it.
const plenty = 5

// notice reads a text as an automatic answer, sentence by sentence. Programs know nothing of what we asked: where
// every sentence is one that they send, and together these say enough, no person wrote it; one sentence on
// anything else, or a question, and a person did. Not every sentence need be known of a text that calls itself
// automatic, and one may be unknown where the others say plenty.
func (p *parser) notice(text, full string) (verdict, bool) {
	if len(text) > maxSays || fromTelephone(p.m.FullText) {
		return verdict{}, false
	}
	t := notices()
	said, unknown, ok := p.readAll(t, text)
	if !ok {
		return verdict{}, false
	}
	said |= p.saidBeside(t, full)
	weight := t.weigh(said)
	if again := t.named("handled", "back"); said&again == again {
		weight-- // „will respond“ is both
	}
	if desk.MatchString(p.m.From) || deskName.MatchString(p.m.FromName) || initialism.MatchString(p.m.FromName) {
		weight++ // whom nobody answers for by name
	}
	if said&t.named("away", "gone", "left", "unread", "prove", "received", "handled", "track", "machine") == 0 || weight < enough {
		return verdict{}, false
	}
	matter := said&t.named("matter", "content") != 0
	if said&t.named("machine", "prove") == 0 && (unknown > 1 || unknown == 1 && weight < plenty || said&t.named("matter") != 0 || quotesSomething(p.m.FullText)) {
		return verdict{}, false
	}
	p.m.Unsure = unknown > 0 && (matter || said&t.named("machine", "prove") == 0)
	why := "в текста няма друго освен"
	if unknown > 0 {
		why = "в текста има"
	}
	return verdict{kind: KindAutoReply, why: "автоматичен отговор без белези: " + why + ": " + t.titles(said)}, true
}

// readAll tells what the sentences of a text say together, and how many of them are none that programs are
// known to send; ok is false where one says what no program does.
func (p *parser) readAll(t *noticeTable, text string) (said sayings, unknown int, ok bool) {
	content, office := t.named("content"), t.named("received", "handled", "track", "machine", "about", "instead")
	ofLetters := t.named("received", "track", "machine", "prove") // and not of who is away: they may name a page
	silent := t.vetoes() | t.named("idle")                        // what no sentence is known by
	for i, s := range noticeSentences(text) {
		s = strings.TrimSpace(salutation.ReplaceAllString(s, ""))
		if strings.HasSuffix(s, "?") {
			return 0, 0, false
		}
		words := wordsOf(s)
		whole := t.read(words)
		switch {
		case i == 0 && strings.HasSuffix(s, ",") && len(words) <= 3: // „Здравейте, Мария,“
			continue
		case len(words) == 0, whole&t.named("disclaimer") != 0:
			continue
		case len(words) == 1 && words[0] == link && said&ofLetters != 0:
			continue
		case whole&t.named("form") != 0:
			said |= whole & t.named("track", "form")
			continue
		case whole&t.named("person") != 0:
			return 0, 0, false
		case courtesy.MatchString(s):
			said |= whole & t.named("thanks", "received")
			continue
		case whole&t.named("matter") != 0 && (whole&office == 0 || whole&t.named("away", "gone", "left") != 0):
			said |= t.named("matter")
		case whole&^silent == 0 && p.isWho(s):
			continue
		}
		for _, clause := range t.clauses(words, whole) {
			says := t.read(clause)
			said |= says &^ silent
			page := slices.Contains(clause, link) && said&ofLetters == 0
			if page || says&office == 0 && (says&content != 0 || says&^silent == 0 && !t.isIdle(clause)) {
				unknown++
				said |= says & content
			}
		}
	}
	return said, unknown, true
}

// says reports whether a sentence of a text says any of these.
func (p *parser) says(text string, names ...string) bool {
	t := notices()
	want := t.named(names...)
	for _, s := range noticeSentences(text[:min(len(text), maxSays)]) {
		if t.read(wordsOf(s))&want != 0 {
			return true
		}
	}
	return false
}

// fromTelephone: the program of a telephone signs what its owner types.
func fromTelephone(full string) bool {
	for line := range strings.SplitSeq(full, "\n") {
		if mobile.MatchString(line) {
			return true
		}
	}
	return false
}

// isIdle: two words of three are such as are always there where somebody speaks of letters and of being away.
func (t *noticeTable) isIdle(words []string) bool {
	idle := t.named("idle")
	known, others := 0, 0
	for i, word := range words {
		switch {
		case t.read(words[i:i+1])&idle != 0:
			known++
		case utf8.RuneCountInString(word) > 3:
			others++
		}
	}
	return known >= 2 && 2*others <= known
}

// clauses parts a sentence at its „but“: „I am away, but the answer is no“.
func (t *noticeTable) clauses(words []string, whole sayings) [][]string {
	but := t.named("but")
	if whole&but == 0 {
		return [][]string{words}
	}
	var all [][]string
	from := 0
	for i := range words {
		if t.read(words[i:i+1])&but != 0 {
			if i > from {
				all = append(all, words[from:i])
			}
			from = i + 1
		}
	}
	return append(all, words[from:])
}

// saidBeside is what the subject of a program says, where it is not ours, and the lines below the name that call
// the whole automatic.
func (p *parser) saidBeside(t *noticeTable, full string) sayings {
	said := sayings(0)
	for _, s := range noticeSentences(full) {
		said |= t.read(wordsOf(s)) & t.named("machine")
	}
	heading := p.heading()
	if ticketSubject.MatchString(heading) {
		said |= t.named("track")
	}
	if !replySubject.MatchString(heading) && !asks.MatchString(heading) {
		said |= t.read(wordsOf(heading)) & t.named("received", "track", "machine")
	}
	return said
}

func (t *noticeTable) vetoes() (set sayings) {
	for i, s := range t.says {
		if s.veto {
			set |= 1 << i
		}
	}
	return set
}

func (t *noticeTable) weigh(said sayings) (weight int) {
	for i, s := range t.says {
		if said&(1<<i) != 0 {
			weight += s.weight
		}
	}
	return weight
}

// titles names what was said and counts.
func (t *noticeTable) titles(said sayings) string {
	var all []string
	for i, s := range t.says {
		if said&(1<<i) != 0 && s.weight > 0 {
			all = append(all, s.title)
		}
	}
	return strings.Join(all, ", ")
}

var (
	// desk is an address that an office answers from, not a person.
	desk       = compiled(`(?i)^(?:[^@]*[._-])?(?:no-?reply|do-?not-?reply|office|info|mail|e?post|contact|kontakt|support|help|help-?desk|service-?desk|customer\w*|service|services|admin|registr\w*|registry|archiv\w*|arhiva|delovodstvo|kancel\w*|secretar\w*|priem\w*|obshtina|oblast|municip\w*|mairie|accueil|ayuntamiento|registro|protocollo|belediye|bilgi|destek|feedback|enquir\w*|inquir\w*|complaints?|notif\w*|edelivery|foi|webmaster|sekretariat|poststelle|grazhdani|signali|pisarnica|reg|docflow|edms|web|press|clients?|klienti?|spravki|amt|rathaus|sluzba|team)(?:[._+-][^@]*)?@`)
	deskName   = compiled(`(?i)(?:^|[^\pL])(?:община|областн\pL+|администрация|деловодство|дирекция|агенция|министерство|служба|отдел|център|инспекция|поддръжка|приёмная|канцелария|регистратура|архива|писарница|информация|система|портал|посредник|омбудсман|училище|читалище|съд|прокуратура|институт|университет|музей|библиотека|support|help ?desk|service ?desk|customer services?|team|office|council|municipality|ministry|agency|department|registry|stadt|gemeinde|landratsamt|mairie|préfecture|ayuntamiento|comune|belediye\pL*|primăria|registratura|δήμος|општина|opština|grad|amt|канцелария|канцелярия|съвет|клиенти|справки|služba|rathaus|\pL*verwaltung)(?:[^\pL]|$)`)
	initialism = compiled(`(?:^|[^\pL])\p{Lu}{2,8}(?:[^\pL]|$)`) // „РИОСВ“, „ТП на НОИ“
	// ticketSubject: the number that a program gave our letter.
	ticketSubject = compiled(`(?i)[\[(](?:[\pL ]{2,20}[:# ]*)?#?\s?\d{3,}[\])]|(?:^|[^\pL])(?:ticket|case|inc|request|заявка|билет|обращение|запитване|vorgang|demande|solicitud|talep|ref)\s?(?:id|no|номер|nr)?\W{0,4}\d{3,}`)
)
