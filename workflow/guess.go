package workflow

import (
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// GuessIndex finds what a message that no rule placed may belong to.
type GuessIndex interface {
	Index
	Addressees() ([]Addressee, error)
	AskedNumbers() ([]AskedNumber, error)
}

// AskedNumber is our изх. № under which an obligation that is still open was asked for.
type AskedNumber struct{ Obligation, Institution, No string }

// maxGuesses is how many institutions are proposed for one message: more help nobody choose.
const maxGuesses = 5

// CitedWithin is how much of a text is looked through for what it cites, in bytes: letters cite
// at their start.
const CitedWithin = 16 << 10

// GuessFor says where a message that no rule placed may belong, the strongest sign first: our
// ref in a PDF, our изх. № cited, the sender, the first sender of a forwarded mail, the sender's domain, an
// institution named in the subject or by a file. Anyone can write any of these, so a guess is
// shown to a person and never applied.
func GuessFor(in Incoming, index GuessIndex) ([]Guess, error) {
	all, err := index.Addressees()
	if err != nil {
		return nil, err
	}
	all = slices.DeleteFunc(slices.Clone(all), func(a Addressee) bool { return a.Gone })
	in.FullText, in.Printed = startOf(in.FullText), startOf(in.Printed)
	g := guesser{in: in, index: index, open: map[string][]Obligation{}, all: all}
	g.text = sync.OnceValue(func() string { return strings.ToLower(in.Subject + "\n" + in.FullText + "\n" + in.Printed) })
	for _, sign := range []func() error{g.printed, g.number, g.sender, g.forwarded, g.domain, g.named} {
		if err := sign(); err != nil {
			return nil, err
		}
	}
	for i := range g.found {
		if err := g.narrow(&g.found[i]); err != nil {
			return nil, err
		}
	}
	return g.found[:min(len(g.found), maxGuesses)], nil
}

// guesser collects the guesses about one message.
type guesser struct {
	in    Incoming
	text  func() string // subject, text and PDFs, in lower case; few signs ask for it
	index GuessIndex
	all   []Addressee
	open  map[string][]Obligation // asked and open, by institution
	found []Guess
}

// guess adds a sign that a message is an institution's; several of one institution are one guess.
func (g *guesser) guess(institution, why string, obligations ...string) {
	i := slices.IndexFunc(g.found, func(f Guess) bool { return f.Institution == institution })
	if i < 0 {
		g.found = append(g.found, Guess{Institution: institution, Why: why, Obligations: obligations})
		return
	}
	f := &g.found[i]
	f.Why += "; " + why
	for _, key := range obligations {
		if !slices.Contains(f.Obligations, key) {
			f.Obligations = append(f.Obligations, key)
		}
	}
}

func (g *guesser) openOf(institution string) ([]Obligation, error) {
	if open, known := g.open[institution]; known {
		return open, nil
	}
	open, err := g.index.OpenOf(institution)
	open = slices.DeleteFunc(slices.Clone(open), func(o Obligation) bool { return o.AskedOn.IsZero() })
	g.open[institution] = open
	return open, err
}

func startOf(text string) string {
	if len(text) <= CitedWithin {
		return text
	}
	return strings.ToValidUTF8(text[:CitedWithin], "")
}

// printed finds our ref in a PDF: letters that leave by a records system cite it in print only. It
// places nothing by itself, since a PDF may cite several letters, and anybody's.
func (g *guesser) printed() error {
	for _, ref := range FindRefs(g.in.Printed) {
		letter, found, err := g.index.LetterByRef(ref)
		if err != nil {
			return err
		}
		if found && slices.ContainsFunc(g.all, func(a Addressee) bool { return a.Institution.ID == letter.Institution }) {
			g.guess(letter.Institution, "в PDF файл е цитирано обозначението "+string(ref), letter.Obligations...)
		}
	}
	return nil
}

// citesNumber says that a number is cited as one of a letter.
var citesNumber = regexp.MustCompile(`№|(?:^|\P{L})(?:изх|изходящ\p{L}*|писмо\p{L}*|no|nr|n)(?:\P{L}|$)`)

// number finds our изх. № in the subject or the text.
func (g *guesser) number() error {
	asked, err := g.index.AskedNumbers()
	asked = slices.DeleteFunc(slices.Clone(asked), func(n AskedNumber) bool { return !hasLower(g.text(), strings.ToLower(n.No)) })
	if err != nil || len(asked) == 0 || !citesNumber.MatchString(g.text()) {
		return err
	}
	for _, n := range asked {
		if slices.ContainsFunc(g.all, func(a Addressee) bool { return a.Institution.ID == n.Institution }) {
			g.guess(n.Institution, "цитиран е нашият изх. № "+n.No, n.Obligation)
		}
	}
	return nil
}

func (g *guesser) sender() error {
	a, found, err := g.index.InstitutionByAddress(g.in.From)
	if found && !a.Gone {
		g.guess(a.Institution.ID, "подателят е "+a.Institution.Name)
	}
	return err
}

// originally is the line of a forwarded mail that says who wrote it first, as mail programs in
// Bulgarian and English put it, and as a quoted header.
var originally = regexp.MustCompile(`(?i)^[\s>]*\*?(?:от|from|подател)\*?\s*:\*?[^\n]*?([^\s<>"'()\[\]:;,]+@[^\s<>"'()\[\]:;,]+)`)

// firstSenders are the addresses of whom a forwarded mail came from.
func firstSenders(text string) []string {
	var addresses []string
	for line := range strings.Lines(text) {
		if !strings.Contains(line, "@") {
			continue // most lines: looking for that is the cheaper part
		}
		if m := originally.FindStringSubmatch(line); m != nil && len(addresses) < maxGuesses {
			addresses = append(addresses, strings.TrimRight(m[1], "."))
		}
	}
	return addresses
}

func (g *guesser) forwarded() error {
	for _, address := range firstSenders(g.in.FullText) {
		if strings.EqualFold(address, g.in.From) {
			continue
		}
		a, found, err := g.index.InstitutionByAddress(address)
		if err != nil {
			return err
		}
		if !found {
			i := slices.IndexFunc(g.all, func(a Addressee) bool { return a.Institution.Believes(address) })
			if i < 0 {
				continue
			}
			a = g.all[i]
		}
		if !a.Gone {
			g.guess(a.Institution.ID, "препратено е писмо от "+a.Institution.Name)
		}
	}
	return nil
}

// domain takes the sender's domain for a sign where it is one institution's alone, and only one
// thing is open there.
func (g *guesser) domain() error {
	var owners []Addressee
	for _, a := range g.all {
		if a.Institution.Believes(g.in.From) {
			owners = append(owners, a)
		}
	}
	if len(owners) != 1 {
		return nil
	}
	owner := owners[0].Institution
	if slices.ContainsFunc(g.found, func(f Guess) bool { return f.Institution == owner.ID }) {
		return nil // its address is known: the domain adds nothing
	}
	open, err := g.openOf(owner.ID)
	if len(open) == 1 {
		g.guess(owner.ID, "домейнът на подателя е на "+owner.Name+", с едно отворено задължение", open[0].Key)
	}
	return err
}

// named finds institutions in the subject and in the names of files, by their name; of „Община Трън“
// the place alone will do.
func (g *guesser) named() error {
	for _, place := range g.placesOfNames() {
		text := strings.ToLower(place.text)
		for _, a := range g.all {
			name := a.Institution.Name
			if hasLower(text, strings.ToLower(strings.TrimPrefix(name, "Община "))) {
				g.guess(a.Institution.ID, place.what+" е посочена "+name)
			}
		}
	}
	return nil
}

type placeOfNames struct{ what, text string }

// wordsOfName take a file's name apart.
var wordsOfName = strings.NewReplacer("_", " ", "-", " ", ".", " ")

func (g *guesser) placesOfNames() []placeOfNames {
	var files []string
	for _, f := range g.in.Files {
		files = append(files, wordsOfName.Replace(f.Name))
	}
	return []placeOfNames{{"в темата", g.in.Subject}, {"в името на файл", strings.Join(files, "\n")}}
}

// narrow chooses the obligations of a guess: those that its sign named; else those whose measure
// or whose request's date the message names; else all that were asked and are open.
func (g *guesser) narrow(f *Guess) error {
	if len(f.Obligations) > 0 {
		return nil
	}
	open, err := g.openOf(f.Institution)
	if err != nil {
		return err
	}
	for _, sign := range []struct {
		why string
		has func(Obligation) bool
	}{
		{"посочена е мярката", func(o Obligation) bool { return slices.ContainsFunc(o.Measures, g.namesMeasure) }},
		{"цитирана е датата на искането", func(o Obligation) bool { return g.cites(o.AskedOn) }},
	} {
		var named []string
		for _, o := range open {
			if sign.has(o) {
				named = append(named, o.Key)
			}
		}
		if len(named) > 0 && len(named) < len(open) {
			f.Why, f.Obligations = f.Why+"; "+sign.why, named
			return nil
		}
	}
	for _, o := range open {
		f.Obligations = append(f.Obligations, o.Key)
	}
	return nil
}

// wordForMeasure stands before a measure's key.
var wordForMeasure = regexp.MustCompile(`(?i)мерк\p{L}*|мярк\p{L}*|(?:^|\P{L})т\.`)

// namesMeasure looks for a measure's key in the subject and in the names of files.
func (g *guesser) namesMeasure(key string) bool {
	if measureIn(g.in.Subject, key) {
		return true
	}
	for _, file := range g.in.Files {
		if strings.ContainsRune(key, '.') && hasWord(strings.ReplaceAll(file.Name, "_", " "), key) {
			return true
		}
	}
	return false
}

func (g *guesser) cites(d Date) bool {
	return hasLower(g.text(), strings.TrimSuffix(d.Short(), " г."))
}

// hasWord reports whether a text has some words, whatever the case, not as a part of longer ones.
func hasWord(text, words string) bool {
	return hasLower(strings.ToLower(text), strings.ToLower(words))
}

// hasLower is hasWord for what is in lower case.
func hasLower(text, words string) bool {
	if words = strings.TrimSpace(words); words == "" {
		return false
	}
	for from := 0; ; {
		at := strings.Index(text[from:], words)
		if at < 0 {
			return false
		}
		at += from
		before, _ := utf8.DecodeLastRuneInString(text[:at])
		after, _ := utf8.DecodeRuneInString(text[at+len(words):])
		if !isWord(before) && !isWord(after) {
			return true
		}
		_, size := utf8.DecodeRuneInString(words)
		from = at + size
	}
}

func isWord(r rune) bool { return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r)) }
