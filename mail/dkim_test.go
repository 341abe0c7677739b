package mail

import (
	"bytes"
	"crypto"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/emersion/go-msgauth/dkim"
)

func TestVerifyDKIM(t *testing.T) {
	public, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	record := "v=DKIM1; k=ed25519; p=" + base64.StdEncoding.EncodeToString(public)
	zone := func(domain string) ([]string, error) {
		if domain == "s1._domainkey.breznik.bg" || domain == "s1._domainkey.list.example" {
			return []string{record}, nil
		}
		return nil, &net.DNSError{Err: "no such host", IsNotFound: true}
	}
	down := func(string) ([]string, error) {
		return nil, &net.DNSError{Err: "timeout", IsTimeout: true, IsTemporary: true}
	}
	plain := "From: Kmet <kmet@breznik.bg>\r\nTo: council@oa.example\r\nSubject: =?utf-8?q?=D0=B4?=\r\n\r\nПриложено изпращаме доклада.\r\n"
	sign := func(message, domain string) string {
		var out bytes.Buffer
		if err := dkim.Sign(&out, strings.NewReader(message), &dkim.SignOptions{Domain: domain, Selector: "s1", Signer: private}); err != nil {
			t.Fatal(err)
		}
		return out.String()
	}
	signed := sign(plain, "breznik.bg")
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	rsaPublic, err := x509.MarshalPKIXPublicKey(rsaKey.Public())
	if err != nil {
		t.Fatal(err)
	}
	rsaZone := func(string) ([]string, error) {
		return []string{"v=DKIM1; k=rsa; p=" + base64.StdEncoding.EncodeToString(rsaPublic)}, nil
	}
	signRSA := func(expires time.Time) string {
		var out bytes.Buffer
		options := &dkim.SignOptions{Domain: "breznik.bg", Selector: "s2", Signer: rsaKey, Hash: crypto.SHA256, Expiration: expires}
		if err := dkim.Sign(&out, strings.NewReader(plain), options); err != nil {
			t.Fatal(err)
		}
		return out.String()
	}
	for name, c := range map[string]struct {
		raw    string
		from   string
		lookup func(string) ([]string, error)
		want   string
	}{
		"signed":                   {signed, "kmet@breznik.bg", zone, "dkim=pass (breznik.bg)"},
		"of a subdomain":           {signed, "kmet@mail.Breznik.bg", zone, "dkim=pass (breznik.bg)"},
		"text changed":             {strings.Replace(signed, "доклада", "отчета", 1), "kmet@breznik.bg", zone, "dkim=fail (breznik.bg)"},
		"sender changed":           {strings.Replace(signed, "From: Kmet", "From: Evil", 1), "kmet@breznik.bg", zone, "dkim=fail (breznik.bg)"},
		"no key":                   {sign(plain, "tran.bg"), "kmet@tran.bg", zone, "dkim=permerror (tran.bg)"},
		"the DNS is down":          {signed, "kmet@breznik.bg", down, "dkim=temperror (breznik.bg)"},
		"not signed":               {plain, "kmet@breznik.bg", zone, ""},
		"signed by somebody else":  {sign(plain, "list.example"), "kmet@breznik.bg", zone, ""},
		"a list broke the own one": {sign(strings.Replace(signed, "доклада", "отчета", 1), "list.example"), "kmet@breznik.bg", zone, "dkim=fail (breznik.bg)"},
		"by RSA":                   {signRSA(time.Time{}), "kmet@breznik.bg", rsaZone, "dkim=pass (breznik.bg)"},
		"expired":                  {signRSA(time.Unix(1e9, 0)), "kmet@breznik.bg", rsaZone, "dkim=permerror (breznik.bg)"},
		"of a part of the body":    {strings.Replace(signed, "v=1;", "v=1; l=3;", 1), "kmet@breznik.bg", zone, "dkim=fail (breznik.bg)"},
		"of sender twice":          {"From: Evil <x@evil.example>\r\n" + signed, "x@evil.example", zone, ""},
		"look-alike domain":        {signed, "kmet@evilbreznik.bg", zone, ""},
	} {
		got, err := VerifyDKIM(strings.NewReader(c.raw), c.from, c.lookup)
		if err != nil || got != c.want {
			t.Errorf("%s: %q, %v; want %q", name, got, err, c.want)
		}
	}
	many := signed
	var asked atomic.Int32
	for range 20 {
		many = sign(many, "breznik.bg")
	}
	if _, err := VerifyDKIM(strings.NewReader(many), "kmet@breznik.bg", func(string) ([]string, error) {
		asked.Add(1)
		return nil, errors.New("no")
	}); err != nil || asked.Load() > maxSignatures {
		t.Errorf("the DNS was asked %d times, %v", asked.Load(), err)
	}
}
