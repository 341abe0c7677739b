package config

import (
	"crypto"
	"crypto/x509"
	"encoding/pem"

	"srok/workflow"

	"software.sslmate.com/src/go-pkcs12"
)

// Signing is with what letters are signed. Each part is optional.
type Signing struct {
	DKIM  DKIM  `yaml:"dkim"`
	SMIME SMIME `yaml:"smime"`
}

// DKIM names a domain's key (RFC 6376).
type DKIM struct {
	Domain   string `yaml:"domain"`
	Selector string `yaml:"selector"`
	KeyFile  string `yaml:"key_file"`
}

// SMIME names the council's certificate with its key, as authorities hand them out (PKCS#12, RFC 7292).
type SMIME struct {
	File     string `yaml:"file"`
	Password Secret `yaml:",inline"`
}

// Given reports whether letters get a DKIM signature.
func (d DKIM) Given() bool { return d.KeyFile != "" }

// Given reports whether letters get an S/MIME signature.
func (c SMIME) Given() bool { return c.File != "" }

// Key reads the private key, RSA or Ed25519.
func (d DKIM) Key() (crypto.Signer, error) {
	text, err := readSecretFile(d.KeyFile)
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode([]byte(text))
	if block == nil {
		return nil, &workflow.Refusal{Where: d.KeyFile, What: "this is no PEM file", Do: "make a key with `openssl genpkey -algorithm ed25519`, or rsa"}
	}
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if rsaKey, rsaErr := x509.ParsePKCS1PrivateKey(block.Bytes); rsaErr == nil {
		key, err = rsaKey, nil
	}
	signer, ok := key.(crypto.Signer)
	if err != nil || !ok {
		return nil, &workflow.Refusal{Where: d.KeyFile, What: "there is no private key in it that srok can use", Do: "make one with `openssl genpkey -algorithm ed25519`, or rsa"}
	}
	return signer, nil
}

// Certificate reads the key, the council's certificate, and the one that vouches for it where it
// is in the file (nil otherwise).
func (c SMIME) Certificate() (key crypto.Signer, leaf, intermediate *x509.Certificate, err error) {
	password, err := c.Password.Read()
	if err != nil {
		return nil, nil, nil, err
	}
	data, err := readFile(c.File, "put the council's certificate with its key there, as PKCS#12")
	if err != nil {
		return nil, nil, nil, err
	}
	private, leaf, chain, err := pkcs12.DecodeChain(data, password)
	if err != nil {
		return nil, nil, nil, &workflow.Refusal{Where: c.File, What: "the certificate cannot be opened: " + err.Error(), Do: "is the password the one of this file?"}
	}
	key, ok := private.(crypto.Signer)
	if !ok {
		return nil, nil, nil, &workflow.Refusal{Where: c.File, What: "there is no private key in it that srok can use", Do: "export certificate and key together"}
	}
	if len(chain) > 0 {
		intermediate = chain[0]
	}
	return key, leaf, intermediate, nil
}

func (c Signing) check(s *source) error {
	if d := c.DKIM; d != (DKIM{}) {
		if err := first(s.needLine("signing.dkim.domain", d.Domain), s.needLine("signing.dkim.selector", d.Selector),
			s.needLine("signing.dkim.key_file", d.KeyFile)); err != nil {
			return err
		}
	}
	if c.SMIME == (SMIME{}) {
		return nil
	}
	return first(s.needLine("signing.smime.file", c.SMIME.File), c.SMIME.Password.check(s, "signing.smime"))
}
