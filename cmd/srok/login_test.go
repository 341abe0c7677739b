package main

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"srok/mail/mailtest"
)

// A user as Windows domains name them, a password that must be quoted, and a certificate of one's
// own, through the configuration to a real server with TLS.
func TestLoginOfADomain(t *testing.T) {
	takesLong(t)
	t.Parallel()
	h := newDovecotHouseOf(t, `OBLAST\council`, `па"р\ола {3}`)
	writePEM := func(name string, cert *mailtest.Certificate) string {
		path := filepath.Join(h.dir, name)
		must(t, os.WriteFile(path, cert.CertPEM, 0o600))
		return path
	}
	other, err := mailtest.NewCertificate("127.0.0.1")
	must(t, err)
	right, wrong := writePEM("ca.pem", h.dovecot.Cert), writePEM("other.pem", other)
	h.configure("$.smtp.auth", "none", "$.imap.user", `'OBLAST\council'`, "$.imap.tls", "implicit", "$.imap.port", portOf(h.dovecot.IMAPSAddr), "$.imap.ca_file", right)
	d := askedBy(t, h)
	n := 0
	for _, auth := range []string{"login", "plain"} {
		for tls, address := range map[string]string{"starttls": h.dovecot.IMAPAddr, "implicit": h.dovecot.IMAPSAddr} {
			when := fmt.Sprintf("2018-12-03 1%d:00", n)
			h.configure("$.imap.auth", auth, "$.imap.tls", tls, "$.imap.port", portOf(address))
			n++
			d.answers(1)
			d.step(when)
			d.received(n)
			h.configure("$.imap.ca_file", wrong)
			d.fails(when, "certificate signed by unknown authority")
			h.configure("$.imap.ca_file", right)
		}
	}
	writeSecret(t, filepath.Join(h.dir, "mail.password"), "друга")
	d.fails("2018-12-03 15:00", "login")
	writeSecret(t, filepath.Join(h.dir, "mail.password"), h.dovecot.Password)
	d.step("2018-12-03 15:10")
	d.check()
}
