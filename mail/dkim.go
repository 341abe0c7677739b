package mail

import (
	"errors"
	"io"
	"slices"
	"strings"

	"github.com/emersion/go-msgauth/dkim"
)

// maxSignatures of one message are verified: each costs a look into the DNS, and a sender chooses
// how many there are (RFC 6376, section 8.4).
const maxSignatures = 5

// VerifyDKIM verifies a raw message's own signatures (RFC 6376), for a mailbox whose server says
// nothing of them. It answers as Message.Auth does: „dkim=pass (example.bg)“; empty where there
// is no signature, or none could be checked. The DNS is asked through lookup alone.
//
// One that holds and is of the sender's domain is enough, since a list or a forwarder may break
// another; a signature of some other domain says nothing about who From names.
func VerifyDKIM(raw io.Reader, from string, lookup func(domain string) ([]string, error)) (string, error) {
	found, err := dkim.VerifyWithOptions(raw, &dkim.VerifyOptions{LookupTXT: lookup, MaxVerifications: maxSignatures})
	if err != nil && !errors.Is(err, dkim.ErrTooManySignatures) {
		return "", err
	}
	var results []string
	passed := false
	for _, v := range found {
		if !aligned(from, v.Domain) {
			continue
		}
		result := "fail"
		switch {
		case v.Err == nil:
			result, passed = "pass", true
		case dkim.IsTempFail(v.Err):
			result = "temperror"
		case dkim.IsPermFail(v.Err): // no such key, a signature that cannot be read (RFC 8601, section 2.7.1)
			result = "permerror"
		}
		results = append(results, "dkim="+result+" ("+strings.ToLower(v.Domain)+")")
	}
	if passed {
		results = slices.DeleteFunc(results, func(r string) bool { return !strings.HasPrefix(r, "dkim=pass") })
	}
	return strings.Join(slices.Compact(results), " "), nil
}

// aligned reports whether a signing domain is that of an address or one above it (RFC 7489,
// section 3.1.1, relaxed, but without the list of public suffixes: a top-level domain signs nothing).
func aligned(address, domain string) bool {
	own := strings.ToLower(address[strings.LastIndexByte(address, '@')+1:])
	domain = strings.ToLower(domain)
	return strings.ContainsRune(domain, '.') && (own == domain || strings.HasSuffix(own, "."+domain))
}
