package mail

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/pem"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-msgauth/dkim"
)

func signedLetter() Outgoing {
	return Outgoing{
		From: "council@oa-pernik.example", FromName: "ООСППК", To: []string{"kmet@breznik.example"}, Subject: "Искане на годишен доклад",
		MessageID: "a@oa-pernik.example", Date: time.Date(2018, 12, 3, 9, 0, 0, 0, time.UTC), Plain: "Уважаеми господин кмет,\n", HTML: "<p>Уважаеми господин кмет,</p>",
		Files: []File{{Name: "образец.xlsx", Data: bytes.Repeat([]byte("x"), 3000)}},
	}
}

func TestDKIMVerifiesUntilSomethingChanges(t *testing.T) {
	public, ed, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	rsaPublic, err := x509.MarshalPKIXPublicKey(&rsaKey.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	letter, err := Compose(signedLetter())
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		d      DKIM
		record string
	}{
		{DKIM{"oa-pernik.example", "ed", ed}, "v=DKIM1; k=ed25519; p=" + base64.StdEncoding.EncodeToString(public)},
		{DKIM{"oa-pernik.example", "rsa", rsaKey}, "v=DKIM1; k=rsa; p=" + base64.StdEncoding.EncodeToString(rsaPublic)},
	} {
		signed, err := c.d.Sign(letter)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.HasSuffix(signed, letter) {
			t.Error("signing changes the letter")
		}
		valid := func(raw []byte) bool {
			found, err := dkim.VerifyWithOptions(bytes.NewReader(raw), &dkim.VerifyOptions{LookupTXT: func(name string) ([]string, error) {
				if name != c.d.Selector+"._domainkey.oa-pernik.example" {
					t.Errorf("asked for %s", name)
				}
				return []string{c.record}, nil
			}})
			return err == nil && len(found) == 1 && found[0].Err == nil && found[0].Domain == "oa-pernik.example"
		}
		if !valid(signed) {
			t.Errorf("%s: the signature does not verify", c.d.Selector)
		}
		for what, changed := range map[string][]byte{
			"another subject": bytes.Replace(signed, []byte("\r\nSubject:"), []byte("\r\nSubject: x"), 1),
			"a second From":   append([]byte("From: chair@oa-pernik.example\r\n"), signed...),
			"another body":    bytes.Replace(signed, []byte("eHh4"), []byte("eHh5"), 1),
		} {
			if valid(changed) {
				t.Errorf("%s: %s still verifies", c.d.Selector, what)
			}
		}
	}
	if same, err := (*DKIM)(nil).Sign(letter); err != nil || !bytes.Equal(same, letter) {
		t.Error("without a key the letter changes")
	}
}

// A program that has nothing of ours believes the signature, and our own reader still sees the
// text and the file.
func TestSMIMEVerifiesElsewhere(t *testing.T) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(7), Subject: pkix.Name{CommonName: "Областен обществен съвет"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageEmailProtection}}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	o := signedLetter()
	o.Sign = &Certificate{Key: key, Leaf: leaf}
	letter, err := Compose(o)
	if err != nil {
		t.Fatal(err)
	}
	read, err := Parse(bytes.NewReader(letter), int64(len(letter)), Options{}, nil)
	if err != nil || len(read.Attachments) != 1 || read.Attachments[0].Name != "образец.xlsx" || !strings.Contains(read.Text, "Уважаеми господин кмет") {
		t.Errorf("read back: %+v, %v", read, err)
	}
	openssl, err := exec.LookPath("openssl")
	if err != nil {
		if os.Getenv("SROK_REQUIRE_SERVERS") == "1" {
			t.Fatal("SROK_REQUIRE_SERVERS=1, but openssl is not installed")
		}
		t.Skip("SKIPPED: openssl is not installed, so nothing but go-mail has seen the signature")
	}
	dir := t.TempDir()
	path, certificate := filepath.Join(dir, "letter.eml"), filepath.Join(dir, "ca.pem")
	if err := os.WriteFile(certificate, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		raw  []byte
		want bool
	}{{letter, true}, {bytes.Replace(letter, []byte("eHh4"), []byte("eHh5"), 1), false}} {
		if err := os.WriteFile(path, c.raw, 0o600); err != nil {
			t.Fatal(err)
		}
		out, err := exec.Command(openssl, "smime", "-verify", "-in", path, "-CAfile", certificate, "-out", os.DevNull).CombinedOutput()
		if (err == nil) != c.want {
			t.Errorf("openssl verifies: %v, want %v\n%s", err == nil, c.want, out)
		}
	}
}
