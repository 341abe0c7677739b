package workflow

import (
	"errors"
	"slices"
	"strings"
	"testing"
)

// memoryIndex is an Index over a few letters.
type memoryIndex struct {
	letters      []Letter
	institutions []Addressee
	open         []Obligation
	fails        error
}

func (m memoryIndex) letter(found func(Letter) bool) (Letter, bool, error) {
	i := slices.IndexFunc(m.letters, found)
	if i < 0 || m.fails != nil {
		return Letter{}, false, m.fails
	}
	return m.letters[i], true, nil
}

func (m memoryIndex) LetterByRef(ref Ref) (Letter, bool, error) {
	return m.letter(func(l Letter) bool { return l.Ref == ref })
}

func (m memoryIndex) LetterByMessageID(id string) (Letter, bool, error) {
	return m.letter(func(l Letter) bool { return l.MessageID == id })
}

func (m memoryIndex) InstitutionByAddress(address string) (Addressee, bool, error) {
	i := slices.IndexFunc(m.institutions, func(a Addressee) bool { return slices.Contains(a.Institution.Contacts, address) })
	if i < 0 || m.fails != nil {
		return Addressee{}, false, m.fails
	}
	return m.institutions[i], true, nil
}

func (m memoryIndex) Addressees() ([]Addressee, error) { return m.institutions, m.fails }

func (m memoryIndex) AskedNumbers() ([]AskedNumber, error) {
	var numbers []AskedNumber
	for _, o := range m.open {
		if o.AskedNo != "" {
			numbers = append(numbers, AskedNumber{o.Key, o.Institution, o.AskedNo})
		}
	}
	return numbers, m.fails
}

func (m memoryIndex) OpenOf(institution string) ([]Obligation, error) {
	var open []Obligation
	for _, o := range m.open {
		if o.Institution == institution {
			open = append(open, o)
		}
	}
	return open, m.fails
}

// fiveLetters have a ref and a Message-ID each, so that a message can point at five at once.
func fiveLetters() (memoryIndex, []Letter) {
	var index memoryIndex
	for _, key := range []string{"a", "b", "c", "d", "e", "f"} {
		index.letters = append(index.letters, Letter{Key: key, Ref: testIdentity.Ref(key, 0), MessageID: testIdentity.MessageID(key)})
	}
	return index, index.letters
}

// Each rule finds its own letter where the stronger ones find none.
func TestMatchInOrderOfStrength(t *testing.T) {
	index, l := fiveLetters()
	unknown := testIdentity.Ref("never sent", 0)
	in := Incoming{
		From:       "stranger@evil.example",
		Recipients: []string{"council@oa-pernik.example", testIdentity.ReplyAddress(unknown, true), strings.ToUpper(testIdentity.ReplyAddress(l[0].Ref, true))},
		ReplyTo:    []string{"someone@else.example", l[1].MessageID},
		Subject:    "Отг: доклад [" + string(unknown) + "] [" + string(l[2].Ref) + "]",
		Text:       "по повод " + string(l[3].Ref),
		FullText:   "> " + string(l[4].Ref),
		FormRefs:   []Ref{unknown, l[5].Ref},
	}
	weaken := []struct {
		how    How
		letter string
		drop   func()
	}{
		{HowToken, "a", func() { in.Recipients = in.Recipients[:2] }},
		{HowMessageID, "b", func() { in.ReplyTo = in.ReplyTo[:1] }},
		{HowRef, "c", func() { in.Subject = "Отг: доклад [" + string(unknown) + "]" }},
		{HowRef, "d", func() { in.Text = "по повод писмото" }},
		{HowRef, "e", func() { in.FullText = "" }},
		{HowForm, "f", func() { in.FormRefs = nil }},
	}
	for _, rule := range weaken {
		placed, found, err := Match(in, testIdentity, index)
		if !found || err != nil || placed.How != rule.how || placed.Letter.Key != rule.letter {
			t.Errorf("placed by %s at %q, %v, %v; want by %s at %s", placed.How, placed.Letter.Key, found, err, rule.how, rule.letter)
		}
		rule.drop()
	}
	if placed, found, err := Match(in, testIdentity, index); found || err != nil {
		t.Errorf("what points nowhere is placed: %v, %v", placed, err)
	}
}

// What a message points at beside the letter that it is placed by: each of ours once, and nobody else's.
func TestMatchBeside(t *testing.T) {
	index, l := fiveLetters()
	unknown := string(testIdentity.Ref("never sent", 0))
	for name, c := range map[string]struct {
		refs string
		want string // the letter's key, and those beside it
	}{
		"one":                        {string(l[0].Ref), "a"},
		"one that we never sent":     {unknown, ""},
		"one of ours among others":   {unknown + " " + string(l[0].Ref) + " " + string(testIdentity.Ref("nor this", 0)), "a"},
		"two":                        {string(l[1].Ref) + ", " + string(l[0].Ref), "b a"},
		"two, and again the first":   {string(l[1].Ref) + ", " + string(l[0].Ref) + ", " + string(l[1].Ref), "b a"},
		"three with a stranger's in": {string(l[2].Ref) + ", " + string(l[0].Ref) + ", " + unknown + ", " + string(l[1].Ref), "c a b"},
	} {
		placed, _, err := Match(Incoming{Subject: c.refs}, testIdentity, index)
		got := placed.Letter.Key
		for _, beside := range placed.Beside {
			got += " " + beside.Key
		}
		if got != c.want || err != nil {
			t.Errorf("%s: %q, %v; want %q", name, got, err, c.want)
		}
	}
}

// A token proves that the sender has our letter, not who the sender is: the message is placed,
// and whoever takes it in asks Believes.
func TestTokenFromAnUnbelievedSender(t *testing.T) {
	index, l := fiveLetters()
	in := Incoming{From: "kmet.breznik@abv.example", Recipients: []string{testIdentity.ReplyAddress(l[0].Ref, true)}}
	placed, found, err := Match(in, testIdentity, index)
	if !found || err != nil || placed.How != HowToken {
		t.Errorf("%v, %v, %v", placed, found, err)
	}
	if (Institution{Contacts: []string{"obshtina@breznik.example"}, Domains: []string{"breznik.example"}}).Believes(in.From) {
		t.Error("a private address is believed")
	}
}

func TestMatchIgnoresForgeries(t *testing.T) {
	index, l := fiveLetters()
	code := strings.ToLower(strings.TrimPrefix(string(l[0].Ref), refPrefix))
	for name, in := range map[string]Incoming{
		"a token without a signature": {Recipients: []string{"council+" + code + "@oa-pernik.example"}},
		"a token signed by another":   {Recipients: []string{NewIdentity([]byte("x"), "council@oa-pernik.example").ReplyAddress(l[0].Ref, true)}},
		"a token at another domain":   {Recipients: []string{strings.Replace(testIdentity.ReplyAddress(l[0].Ref, true), "oa-pernik", "evil", 1)}},
		"a guessed Message-ID":        {ReplyTo: []string{"0123456789abcdef0123456789abcdef@oa-pernik.example"}},
		"an empty Message-ID":         {ReplyTo: []string{""}},
		"a code without SROK":         {Subject: strings.ToUpper(code)},
		"nothing at all":              {},
	} {
		if placed, found, err := Match(in, testIdentity, index); found || err != nil {
			t.Errorf("%s is placed by %s, %v", name, placed.How, err)
		}
	}
}

func TestMatchReport(t *testing.T) {
	index, l := fiveLetters()
	token := testIdentity.ReplyAddress(l[2].Ref, true)
	for name, c := range map[string]struct {
		in   Incoming
		how  How // empty: it must change nothing
		want string
	}{
		"our envelope":            {Incoming{EnvelopeID: string(l[0].Ref), ReturnedID: l[1].MessageID}, HowEnvelope, "a"},
		"the returned letter":     {Incoming{EnvelopeID: "abc", ReturnedID: l[1].MessageID, Recipients: []string{token}}, HowReturned, "b"},
		"our token":               {Incoming{ReturnedID: "x@y.example", Recipients: []string{token}}, HowToken, "c"},
		"In-Reply-To":             {Incoming{ReplyTo: []string{l[3].MessageID}}, HowMessageID, "d"},
		"a ref in the subject":    {Incoming{Subject: "Undelivered: [" + string(l[0].Ref) + "]"}, "", ""},
		"a ref in the text":       {Incoming{Text: string(l[0].Ref), FullText: string(l[0].Ref)}, "", ""},
		"a ref in a form":         {Incoming{FormRefs: []Ref{l[0].Ref}}, "", ""},
		"an unknown envelope":     {Incoming{EnvelopeID: string(testIdentity.Ref("z", 0))}, "", ""},
		"a forged returned id":    {Incoming{ReturnedID: "forged@oa-pernik.example"}, "", ""},
		"no trace of ours at all": {Incoming{From: "mailer-daemon@x.example"}, "", ""},
	} {
		placed, found, err := MatchReport(c.in, testIdentity, index)
		if err != nil || found != (c.how != "") || placed.How != c.how || placed.Letter.Key != c.want {
			t.Errorf("%s: by %q at %q, %v, %v; want by %q at %q", name, placed.How, placed.Letter.Key, found, err, c.how, c.want)
		}
	}
}

func TestMatchPassesErrorsOn(t *testing.T) {
	index, l := fiveLetters()
	index.fails = errors.New("the disk is gone")
	for name, in := range map[string]Incoming{
		"token":      {Recipients: []string{testIdentity.ReplyAddress(l[0].Ref, true)}},
		"message-id": {ReplyTo: []string{l[0].MessageID}},
		"ref":        {Subject: string(l[0].Ref)},
		"form":       {FormRefs: []Ref{l[0].Ref}},
	} {
		if _, found, err := Match(in, testIdentity, index); found || !errors.Is(err, index.fails) {
			t.Errorf("%s: %v, %v", name, found, err)
		}
	}
	for name, in := range map[string]Incoming{"envid": {EnvelopeID: string(l[0].Ref)}, "returned-id": {ReturnedID: "x"}} {
		if _, found, err := MatchReport(in, testIdentity, index); found || !errors.Is(err, index.fails) {
			t.Errorf("%s: %v, %v", name, found, err)
		}
	}
	if _, err := GuessFor(Incoming{From: "a@x.example"}, index); !errors.Is(err, index.fails) {
		t.Errorf("guessing: %v", err)
	}
}

func TestBelieves(t *testing.T) {
	i := Institution{Contacts: []string{"Kmet@breznik.example"}, Cc: []string{"delovodstvo@breznik.example"}, Domains: []string{"breznik.bg"}}
	for address, want := range map[string]bool{
		"kmet@BREZNIK.example": true, "delovodstvo@breznik.example": true, "anyone@breznik.bg": true, "anyone@Breznik.BG": true,
		"anyone@breznik.example": false, "anyone@mail.breznik.bg": false, "anyone@breznik.bg.evil.example": false,
		"breznik.bg": false, "": false, "anyone@": false, `"x@breznik.bg"@evil.example`: false,
	} {
		if got := i.Believes(address); got != want {
			t.Errorf("%q is believed: %v", address, got)
		}
	}
	if (Institution{Domains: []string{""}}).Believes("nobody") {
		t.Error("an address without a domain is believed for an empty domain")
	}
}
