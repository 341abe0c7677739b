package mail

import (
	"bytes"
	"crypto"
	"crypto/x509"
	"fmt"

	"github.com/emersion/go-msgauth/dkim"
	gomail "github.com/wneessen/go-mail"
)

// Certificate is with what a letter is signed (S/MIME, RFC 8551): a person's program shows whose
// it is.
type Certificate struct {
	Key          crypto.Signer
	Leaf         *x509.Certificate
	Intermediate *x509.Certificate // sent along; nil: the reader's program knows it
}

// sign makes the letter a multipart/signed with a detached signature, so that it is readable
// everywhere (RFC 8551 section 3.5.3).
func (c *Certificate) sign(msg *gomail.Msg) error {
	if c == nil {
		return nil
	}
	return msg.SignWithKeypair(c.Key, c.Leaf, c.Intermediate)
}

// DKIM is with what a domain answers for its letters (RFC 6376): other servers ask for it. Only
// where the council's own server does not sign.
type DKIM struct {
	Domain   string
	Selector string // SELECTOR._domainkey.DOMAIN has the public key in DNS
	Key      crypto.Signer
}

// dkimHeaders are signed, even where they are absent now, so that nobody can add them (RFC 6376
// sections 5.4.1 and 8.15). From is written twice for the same reason.
var dkimHeaders = []string{"From", "From", "Reply-To", "Subject", "Date", "Message-ID", "To", "Cc", "In-Reply-To", "References",
	"MIME-Version", "Content-Type", "Content-Transfer-Encoding", "Auto-Submitted"}

// Sign puts the signature before the bytes that Compose made. Nil signs nothing.
func (d *DKIM) Sign(letter []byte) ([]byte, error) {
	if d == nil {
		return letter, nil
	}
	var signed bytes.Buffer
	signed.Grow(len(letter) + 1<<10)
	err := dkim.Sign(&signed, bytes.NewReader(letter), &dkim.SignOptions{
		Domain: d.Domain, Selector: d.Selector, Signer: d.Key, HeaderKeys: dkimHeaders,
		// Servers on the way fold headers and trim blanks.
		HeaderCanonicalization: dkim.CanonicalizationRelaxed, BodyCanonicalization: dkim.CanonicalizationRelaxed,
	})
	if err != nil {
		return nil, fmt.Errorf("sign for %s: %w", d.Domain, err)
	}
	return signed.Bytes(), nil
}
