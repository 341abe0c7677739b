package workflow

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

var testIdentity = NewIdentity([]byte("тайна на съвета"), "council@oa-pernik.example")

func TestRefIsForgiving(t *testing.T) {
	// Made so that every look-alike occurs in it.
	want := refWithCode(t, "0A1BC3")
	code := strings.TrimPrefix(string(want), refPrefix)
	for name, written := range map[string]string{
		"as it is":              string(want),
		"its code alone":        code,
		"lower case":            strings.ToLower(string(want)),
		"in brackets":           "[" + string(want) + "]",
		"in quotes, with a dot": "„" + string(want) + "“.",
		"O for 0":               strings.ReplaceAll(code, "0", "O"),
		"Cyrillic О for 0":      strings.ReplaceAll(code, "0", "О"),
		"small о":               strings.ReplaceAll(code, "0", "о"),
		"I for 1":               strings.ReplaceAll(code, "1", "I"),
		"small l for 1":         strings.ReplaceAll(code, "1", "l"),
		"І U+0406 for 1":        strings.ReplaceAll(code, "1", "І"),
		"Cyrillic А, В, С, З":   strings.NewReplacer("A", "А", "B", "В", "C", "С", "3", "З").Replace(code),
		"СРОК, in Cyrillic":     "СРОК-" + code,
		"an en dash":            "SROK–" + code,
		"a hyphen that holds":   "SROK‑" + code,
		"a space behind":        "SROK- " + code,
		"a soft hyphen within":  "SROK-" + code[:3] + "\u00ad" + code[3:],
		"a zero-width space":    "SROK-\u200b" + code,
	} {
		if got, ok := ParseRef(written); !ok || got != want {
			t.Errorf("%s: ParseRef(%q) = %q, %v; want %s", name, written, got, ok, want)
		}
	}
}

// refWithCode is the ref of six signs with their check character.
func refWithCode(t *testing.T, code string) Ref {
	t.Helper()
	ref, ok := ParseRef(code + string(checkChar(code)))
	if !ok {
		t.Fatalf("no ref has the code %s", code)
	}
	return ref
}

func TestParseRefRefuses(t *testing.T) {
	good := string(refWithCode(t, "7K3M9Q"))
	for _, written := range []string{
		"", "SROK-", "SROK", good[:len(good)-1], good + "X", "SROK-7K3M9QU", "SROK-7K3M9Q!", "SROK SROK-" + good,
		"СРОК-ЖЖЖЖЖЖЖ", "7K3 M9QX",
	} {
		if ref, ok := ParseRef(written); ok {
			t.Errorf("ParseRef(%q) = %s, want none", written, ref)
		}
	}
}

func TestFindRefs(t *testing.T) {
	a, b := refWithCode(t, "7K3M9Q"), refWithCode(t, "000ZZZ")
	codeA := strings.TrimPrefix(string(a), refPrefix)
	for name, c := range map[string]struct {
		text string
		want []Ref
	}{
		"a subject":                 {"RE: Отг: Представяне на годишен доклад [" + string(a) + "]", []Ref{a}},
		"two, each once":            {string(b) + ", " + string(a) + " и " + strings.ToLower(string(b)), []Ref{b, a}},
		"a line broken at the dash": {"по Ваше писмо [SROK-\r\n" + codeA + "]", []Ref{a}},
		"broken in a quote":         {"> по Ваше писмо [SROK-\n> " + codeA + "]", []Ref{a}},
		"Cyrillic throughout":       {"относно СРОК-" + strings.NewReplacer("K", "К", "M", "М", "3", "З").Replace(codeA) + ", приложено", []Ref{a}},
		"a longer word":             {string(a) + "7", nil},
		"a longer Cyrillic word":    {string(a) + "ж", nil},
		"a wrong check character":   {string(a)[:11] + "0", nil},
		"the code alone":            {"номер " + codeA, nil},
		"none":                      {"срок - до края на месеца", nil},
		"at the very end":           {"SROK-", nil},
	} {
		if got := FindRefs(c.text); !slices.Equal(got, c.want) {
			t.Errorf("%s: FindRefs(%q) = %v, want %v", name, c.text, got, c.want)
		}
	}
}

// The promise of the check character: any one wrong sign, and any two different signs that
// changed places, are noticed.
func TestCheckCharacter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ref := testIdentity.Ref(rapid.String().Draw(t, "key"), rapid.IntRange(0, 3).Draw(t, "try"))
		code := []byte(strings.TrimPrefix(string(ref), refPrefix))
		if got, ok := ParseRef(string(ref)); !ok || got != ref {
			t.Fatalf("ParseRef(%s) = %s, %v", ref, got, ok)
		}
		for i := range code {
			for _, sign := range []byte(refAlphabet) {
				if sign == code[i] {
					continue
				}
				wrong := slices.Clone(code)
				wrong[i] = sign
				if got, ok := ParseRef(string(wrong)); ok {
					t.Fatalf("%s with a wrong sign %d passes as %s", ref, i, got)
				}
			}
			for j := range i {
				if code[i] == code[j] {
					continue
				}
				swapped := slices.Clone(code)
				swapped[i], swapped[j] = code[j], code[i]
				if got, ok := ParseRef(string(swapped)); ok {
					t.Fatalf("%s with signs %d and %d swapped passes as %s", ref, j, i, got)
				}
			}
		}
	})
}

func TestReplyAddress(t *testing.T) {
	ref := testIdentity.Ref("breznik/1", 0)
	plus := testIdentity.ReplyAddress(ref, true)
	if plain := testIdentity.ReplyAddress(ref, false); plain != "council@oa-pernik.example" {
		t.Errorf("a plain reply address is %s", plain)
	}
	local, domain, _ := strings.Cut(plus, "@")
	if len(local) > 64 {
		t.Errorf("the local part of %s is over 64 octets (RFC 5321 section 4.5.3.1.1)", plus)
	}
	token := local[strings.IndexByte(local, '+')+1:]
	code, signature, _ := strings.Cut(token, "-")
	another := strings.ToLower(strings.TrimPrefix(string(testIdentity.Ref("breznik/2", 0)), refPrefix))

	for name, c := range map[string]struct {
		address string
		ok      bool
	}{
		"as it is":              {plus, true},
		"upper case":            {strings.ToUpper(plus), true},
		"another ref":           {"council+" + another + "-" + signature + "@" + domain, false},
		"no signature":          {"council+" + code + "@" + domain, false},
		"an empty one":          {"council+" + code + "-@" + domain, false},
		"a shortened one":       {"council+" + token[:len(token)-1] + "@" + domain, false},
		"a lengthened one":      {"council+" + token + "a@" + domain, false},
		"another mailbox":       {"chair+" + token + "@" + domain, false},
		"another domain":        {"council+" + token + "@evil.example", false},
		"the mailbox itself":    {"council@" + domain, false},
		"a plus and no token":   {"council+@" + domain, false},
		"no address":            {"council+" + token, false},
		"nothing":               {"", false},
		"of another council":    {NewIdentity([]byte("друга"), "council@oa-pernik.example").ReplyAddress(ref, true), false},
		"a mailbox with a plus": {"council+x+" + token + "@" + domain, false},
	} {
		got, ok := testIdentity.RefOfAddress(c.address)
		if ok != c.ok || (ok && got != ref) {
			t.Errorf("%s: RefOfAddress(%q) = %q, %v; want %v", name, c.address, got, ok, c.ok)
		}
	}
}

func TestReplyAddressKeepsTheMailboxAsItIs(t *testing.T) {
	id := NewIdentity([]byte("s"), "Savet+2018@oa-pernik.example")
	ref := id.Ref("k", 0)
	address := id.ReplyAddress(ref, true)
	if !strings.HasPrefix(address, "Savet+2018+") {
		t.Errorf("the local part of the mailbox changed (RFC 5321 section 2.4): %s", address)
	}
	if got, ok := id.RefOfAddress(address); !ok || got != ref {
		t.Errorf("RefOfAddress(%s) = %q, %v", address, got, ok)
	}
}

// No change of a single sign of a signature passes.
func TestForgedSignature(t *testing.T) {
	ref := testIdentity.Ref("k", 0)
	address := testIdentity.ReplyAddress(ref, true)
	dash := strings.IndexByte(address, '-')
	for i := dash + 1; address[i] != '@'; i++ {
		for _, sign := range []byte("abcdefghijklmnopqrstuvwxyz234567") {
			if sign == address[i] {
				continue
			}
			forged := address[:i] + string(sign) + address[i+1:]
			if got, ok := testIdentity.RefOfAddress(forged); ok {
				t.Fatalf("the forged %s passes as %s", forged, got)
			}
		}
	}
}

func TestIdentityIsOfItsKeyAndSecret(t *testing.T) {
	other := NewIdentity([]byte("друга тайна"), "council@oa-pernik.example")
	again := NewIdentity(testIdentity.secret, testIdentity.mailbox)
	if testIdentity.MessageID("a") != again.MessageID("a") || testIdentity.Ref("a", 0) != again.Ref("a", 0) {
		t.Error("one key gives two identities")
	}
	if testIdentity.MessageID("a") == testIdentity.MessageID("b") || testIdentity.MessageID("a") == other.MessageID("a") {
		t.Error("two keys, or two secrets, give one Message-ID")
	}
	if testIdentity.Ref("a", 0) == testIdentity.Ref("a", 1) {
		t.Error("another try gives the same ref")
	}
	if id := testIdentity.MessageID("a"); !strings.HasSuffix(id, "@oa-pernik.example") {
		t.Errorf("the Message-ID %s is not of the mailbox's domain", id)
	}
}

func FuzzFindRefs(f *testing.F) {
	for _, seed := range []string{
		"", "SROK-", "[SROK-7K3M9QX]", "СРОК-\n> 7К3М9QX", "SROK-SROK-SROK-7K3M9QX", "srok‑l0o1iiи", "SROK-7K3M9QX\u00ad1", "ŞROK-\xff\xfe",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if refWords.MatchString(foldRef(text)) && !mayHoldRef(text) {
			t.Fatalf("%q is passed over, and holds what looks like a ref", text)
		}
		found := FindRefs(text)
		for i, ref := range found {
			if again, ok := ParseRef(string(ref)); !ok || again != ref {
				t.Errorf("%q holds %q, which is no ref", text, ref)
			}
			if slices.Contains(found[:i], ref) {
				t.Errorf("%q: %s is listed twice", text, ref)
			}
		}
	})
}

func FuzzParseRef(f *testing.F) {
	for _, seed := range []string{"", "SROK-7K3M9QX", "[srok-7k3m9qx]", "7K3M9QX", "СРОК–7К3М9QX", "SROK-\xff7K3M9QX"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		ref, ok := ParseRef(s)
		if !ok {
			return
		}
		code := strings.TrimPrefix(string(ref), refPrefix)
		if len(code) != refLength+1 || checkChar(code[:refLength]) != code[refLength] {
			t.Errorf("ParseRef(%q) = %q, whose check character is wrong", s, ref)
		}
		if again, _ := ParseRef(string(ref)); again != ref {
			t.Errorf("ParseRef(%q) = %q, which reads as %q", s, ref, again)
		}
	})
}

func FuzzRefOfAddress(f *testing.F) {
	ref := testIdentity.Ref("k", 0)
	for _, seed := range []string{
		"", "@", "+@", "council+@oa-pernik.example", testIdentity.ReplyAddress(ref, true),
		"council+7k3m9qx-aaaaaaaa@oa-pernik.example", "council+a+b-c-d@oa-pernik.example",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, address string) {
		got, ok := testIdentity.RefOfAddress(address)
		if ok && !strings.EqualFold(testIdentity.ReplyAddress(got, true), foldAddress(address)) {
			t.Errorf("RefOfAddress(%q) = %s, whose address is %s", address, got, testIdentity.ReplyAddress(got, true))
		}
	})
}

// foldAddress undoes what RefOfAddress forgives in the code of an address.
func foldAddress(address string) string {
	local, domain, _ := strings.Cut(address, "@")
	base, token, _ := strings.Cut(local, "+")
	code, signature, _ := strings.Cut(token, "-")
	ref, _ := ParseRef(code)
	return base + "+" + strings.TrimPrefix(string(ref), refPrefix) + "-" + signature + "@" + domain
}
