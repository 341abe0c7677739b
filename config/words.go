package config

import (
	"fmt"
	"maps"
	"net/mail"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"srok/workflow"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"
)

// instead are keys that people try, and what to do in their place.
var instead = map[string]string{
	"password":  "a password never stands in this file: put it alone into a file that only srok may read and write password_file, or name an environment variable in password_env",
	"secret":    "the secret never stands in this file: write secret_file, the file that `srok init` made",
	"time_zone": "leave it out: srok works in the time of Europe/Sofia",
	"timezone":  "leave it out: srok works in the time of Europe/Sofia",
}

func (s *source) unknownKey(at *token.Position, key, path string, known map[string]reflect.Type) error {
	do, ok := instead[key]
	if !ok {
		do = propose(key, slices.Sorted(maps.Keys(known)))
	}
	what := fmt.Sprintf("there is no key %q", excerpt(key))
	if path != "" {
		what += " in " + path
	}
	return s.refuseAt(at, what, do)
}

const (
	wantText   = "a text"
	wantNumber = "a whole number"
	wantList   = "a list"
	wantKeys   = "keys with values"
)

func (s *source) wrongKind(path, want string, node ast.Node) error {
	do := ""
	switch {
	case want == wantText && node.Type() == ast.BoolType:
		do = "put it in quotes if it is meant as a word"
	case want == wantNumber && node.Type() == ast.StringType:
		do = "write it in digits, without quotes"
	case want == wantList:
		do = "put it between [ and ]"
	case want == wantKeys:
		do = "write them below it, one a line, as the file that `srok init DIR` writes has them"
	}
	return s.refuse(path, fmt.Sprintf("wants %s and has %s", want, kindOf(node)), do)
}

// badValue shows an error of a type's UnmarshalText; its words are already for people.
func (s *source) badValue(path string, err error) error {
	text := err.Error()
	cut := strings.LastIndex(text, ": ") // what is wrong may quote a colon; what to write has none
	if cut < 0 {
		return s.refuse(path, text, "")
	}
	return s.refuse(path, text[:cut], text[cut+2:])
}

func kindOf(node ast.Node) string {
	switch node.Type() {
	case ast.MappingType, ast.MappingValueType:
		return wantKeys
	case ast.SequenceType:
		return wantList
	}
	text, _ := scalar(node)
	return fmt.Sprintf("%q", excerpt(text))
}

// propose names the nearest known word, or all of them where none is near.
func propose(word string, known []string) string {
	if len(known) == 0 {
		return "none is defined"
	}
	if near, found := workflow.Near(word, known); found {
		return workflow.Meant(near)
	}
	const most = 12
	if len(known) > most {
		return "known are " + strings.Join(known[:most], ", ") + " and others"
	}
	return "known are " + strings.Join(known, ", ")
}

// oneOf reads a word out of a short list.
func oneOf(text []byte, known ...string) (string, error) {
	if slices.Contains(known, string(text)) {
		return string(text), nil
	}
	return "", fmt.Errorf("%q is not known: write %s", excerpt(string(text)), strings.Join(known, ", "))
}

const (
	maxLineBytes = 255  // of a name or title, some 127 Cyrillic letters: the longest real name has 90
	maxTextBytes = 2000 // of what stands in a sentence or an item of a letter
)

// checkLine refuses what would break a header or turn a name round on a page.
func (s *source) checkLine(path, text string) error { return s.checkText(path, text, maxLineBytes) }

func (s *source) checkText(path, text string, most int) error {
	if len(text) > most {
		return s.refuse(path, fmt.Sprintf("has %d bytes", len(text)), fmt.Sprintf("write at most %d, that is %d Cyrillic letters", most, most/2))
	}
	if strings.TrimSpace(text) != text {
		return s.refuse(path, fmt.Sprintf("%q begins or ends with a space", excerpt(text)), "take it away")
	}
	for _, r := range text {
		if unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp) || r == unicode.ReplacementChar {
			return s.refuse(path, fmt.Sprintf("has an invisible character (%U)", r), "type the text anew instead of pasting it")
		}
	}
	return nil
}

// needLine is checkLine of a text that must not be missing.
func (s *source) needLine(path, text string) error {
	if text == "" {
		return s.refuse(path, "is missing", "write it")
	}
	return s.checkLine(path, text)
}

// checkAddress takes a bare address as RFC 5321 limits it. Addresses beyond ASCII (RFC 6531)
// are refused: a letter to one cannot pass a server without SMTPUTF8, and few have it.
func (s *source) checkAddress(path, address string) error {
	const example = "write it as name@example.bg"
	parsed, err := mail.ParseAddress(address)
	local, domain, _ := strings.Cut(address, "@")
	switch {
	case address == "":
		return s.refuse(path, "is missing", example)
	case strings.ContainsFunc(address, func(r rune) bool { return r > unicode.MaxASCII }):
		return s.refuse(path, fmt.Sprintf("%q has letters that are not Latin", excerpt(address)), example+"; a Cyrillic domain has a Latin form that begins with xn--")
	case err != nil || parsed.Address != address || parsed.Name != "" || strings.ContainsAny(address, "\"<>()[] "):
		return s.refuse(path, fmt.Sprintf("%q is not one mail address", excerpt(address)), example)
	case len(local) > 64 || len(domain) > 253 || len(address) > 254:
		return s.refuse(path, fmt.Sprintf("%q is longer than an address can be", excerpt(address)), example)
	}
	return nil
}

var idForm = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,62}$`)

func (s *source) checkID(path, id string) error {
	if idForm.MatchString(id) {
		return nil
	}
	if id == "" {
		return s.refuse(path, "is missing", "write a short name in lower-case Latin letters, digits and dashes")
	}
	return s.refuse(path, fmt.Sprintf("%q cannot be an id", excerpt(id)), "write lower-case Latin letters, digits and dashes, at most 63")
}

// first is the first of several checks that failed.
func first(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
