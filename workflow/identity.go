package workflow

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// refAlphabet has 31 signs: a prime number of them lets the check character catch every
// single wrong sign and every swap of two. I, L, O, U and V are left out, because people
// take them for 1, 1, 0, V and U.
const refAlphabet = "0123456789ABCDEFGHJKMNPQRSTWXYZ"

const (
	refPrefix = "SROK-"
	refLength = 6 // signs before the check character
)

// Ref belongs to one letter and stands in its subject: SROK- and a short code whose last
// sign is a check character.
type Ref string

// Identity derives what identifies a council's letters from its secret: nothing of it can
// be forged by someone who has not seen a letter, and the same key always gives the same.
type Identity struct {
	secret  []byte
	mailbox string // council@oa-pernik.example
}

// NewIdentity of a council with its secret and its mailbox.
func NewIdentity(secret []byte, mailbox string) Identity {
	return Identity{secret: secret, mailbox: mailbox}
}

func (id Identity) mac(purpose, key string) []byte {
	m := hmac.New(sha256.New, id.secret)
	m.Write([]byte(purpose + "\x00" + key))
	return m.Sum(nil)
}

// StepsKey is the key of the letter of an institution that carries these steps: named by what it
// asks, never by the clock.
func StepsKey(institution string, steps []LetterStep) string {
	var asked []string
	for _, s := range steps {
		asked = append(asked, s.Obligation+" "+s.Slot)
	}
	slices.Sort(asked)
	return institution + "/" + ShortHash(strings.Join(asked, "\n"))
}

// ShortHash is long enough that two keys of one council never meet.
func ShortHash(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:8])
}

// MessageID of the letter with a key, without angle brackets (RFC 5322 section 3.6.4).
func (id Identity) MessageID(key string) string {
	_, domain, _ := strings.Cut(id.mailbox, "@")
	return hex.EncodeToString(id.mac("message-id", key)[:16]) + "@" + domain
}

// Jitter shortens a wait by up to a tenth: the same for the same letter and try, another for others.
func (id Identity) Jitter(key string, try int, wait time.Duration) time.Duration {
	sum := id.mac("jitter", fmt.Sprintf("%s\x00%d", key, try))
	share := time.Duration(int(sum[0])<<8 | int(sum[1]))
	return (wait - wait/10*share/(1<<16)).Truncate(time.Second)
}

// Ref of the letter with a key. try is 0 but where an earlier try met a ref already taken.
func (id Identity) Ref(key string, try int) Ref {
	sum := id.mac("ref", fmt.Sprintf("%s\x00%d", key, try))
	code := make([]byte, refLength)
	for i := range code {
		code[i] = refAlphabet[(int(sum[2*i])<<8|int(sum[2*i+1]))%len(refAlphabet)]
	}
	return Ref(refPrefix + string(code) + string(checkChar(string(code))))
}

// ReplyAddress is where the answer to the letter goes: the mailbox itself or, where the
// server takes plus addresses (RFC 5233), with the ref and its signature.
func (id Identity) ReplyAddress(ref Ref, plus bool) string {
	if !plus {
		return id.mailbox
	}
	user, domain, _ := strings.Cut(id.mailbox, "@")
	code := strings.TrimPrefix(string(ref), refPrefix)
	return user + "+" + strings.ToLower(code+"-"+id.signature(ref)) + "@" + domain
}

// RefOfAddress reads the ref back out of a reply address; ok only where the signature is ours.
// Servers and people may change the case of an address, so its case says nothing.
func (id Identity) RefOfAddress(address string) (ref Ref, ok bool) {
	user, domain, _ := strings.Cut(id.mailbox, "@")
	local, host, found := strings.Cut(address, "@")
	if !found || !strings.EqualFold(host, domain) {
		return "", false
	}
	plus := strings.LastIndexByte(local, '+') // the mailbox may have a plus of its own
	if plus < 0 || !strings.EqualFold(local[:plus], user) {
		return "", false
	}
	code, signature, _ := strings.Cut(local[plus+1:], "-")
	ref, ok = ParseRef(code)
	if !ok || !hmac.Equal([]byte(strings.ToUpper(signature)), []byte(id.signature(ref))) {
		return "", false
	}
	return ref, true
}

func (id Identity) signature(ref Ref) string {
	return base32.StdEncoding.EncodeToString(id.mac("token", string(ref))[:5])
}

// What a ref looks like once foldRef has gone over it. „СРОК-“ is how people type it who do not
// switch their keyboard; a mail client may break the line, and quote it, behind the dash.
const (
	foldedPrefix = `(?:SR0K|CP0K)\s*-[\s>]*`
	foldedCode   = `[0-9A-HJKMNP-TW-Z]{7}`
)

var (
	wholeRef = regexp.MustCompile(`^(?:` + foldedPrefix + `)?(` + foldedCode + `)$`)
	refWords = regexp.MustCompile(foldedPrefix + `(` + foldedCode + `)`)
)

// ParseRef reads a ref or its code alone, in brackets or not. It forgives case, O for 0, I and
// l for 1, and Cyrillic letters that look Latin; it never forgives the check character.
func ParseRef(s string) (Ref, bool) {
	m := wholeRef.FindStringSubmatch(strings.Trim(foldRef(s), " \t\r\n[](){}<>„“”\"'.,;:"))
	if m == nil {
		return "", false
	}
	return refOfCode(m[1])
}

// FindRefs lists the valid refs in a text, each once, in order.
func FindRefs(text string) []Ref {
	if !mayHoldRef(text) {
		return nil // nearly every text: to fold it takes longer than the rest of matching
	}
	folded := foldRef(text)
	var refs []Ref
	for _, at := range refWords.FindAllStringSubmatchIndex(folded, -1) {
		if next, _ := utf8.DecodeRuneInString(folded[at[3]:]); unicode.IsLetter(next) || unicode.IsDigit(next) {
			continue // a longer word is not a ref
		}
		if ref, ok := refOfCode(folded[at[2]:at[3]]); ok && !slices.Contains(refs, ref) {
			refs = append(refs, ref)
		}
	}
	return refs
}

// mayHoldRef looks for the end of a ref's prefix: „k“ of either alphabet and a dash, with nothing
// that can be seen in between.
func mayHoldRef(text string) bool {
	afterK := false
	for _, r := range text {
		switch r {
		case 'k', 'K', 'к', 'К':
			afterK = true
		case '-', '–', '—', '‐', '‑', '−':
			if afterK {
				return true
			}
		case '\u00ad', '\u200b', '\u2060', '\ufeff':
		default:
			afterK = afterK && unicode.IsSpace(r)
		}
	}
	return false
}

func refOfCode(code string) (Ref, bool) {
	if checkChar(code[:refLength]) != code[refLength] {
		return "", false
	}
	return Ref(refPrefix + code), true
}

// refFold maps what people and mail clients make of a ref back to its signs: look-alikes of
// both alphabets, the dashes and spaces that word processors put in, and what nobody sees.
var refFold = strings.NewReplacer(
	"O", "0", "О", "0", "I", "1", "L", "1", "І", "1", "З", "3",
	"А", "A", "В", "B", "С", "C", "Е", "E", "Н", "H", "Ј", "J", "К", "K", "М", "M",
	"Р", "P", "Ѕ", "S", "Т", "T", "Х", "X", "У", "Y",
	"–", "-", "—", "-", "‐", "-", "‑", "-", "−", "-", "\u00a0", " ",
	"\u00ad", "", "\u200b", "", "\u2060", "", "\ufeff", "",
)

func foldRef(s string) string { return refFold.Replace(strings.ToUpper(s)) }

// checkChar weighs the signs by 2, 3, 4 … modulo 31. Since 31 is prime and the weights
// differ, any one wrong sign and any swap of two change it.
func checkChar(code string) byte {
	sum := 0
	for i := range len(code) {
		sum += (i + 2) * strings.IndexByte(refAlphabet, code[i])
	}
	return refAlphabet[sum%len(refAlphabet)]
}
