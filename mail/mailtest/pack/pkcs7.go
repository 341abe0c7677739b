// Package pack wraps files as the programs of officials do, for tests: signed around their
// content, or hidden in a winmail.dat.
package pack

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"time"

	"github.com/smallstep/pkcs7"
)

// Signed is a file with its signature around it (opaque: „доклад.docx.p7m“), as a real library
// makes it, in DER.
func Signed(signer string, content []byte) ([]byte, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: signer},
		NotBefore: time.Unix(0, 0), NotAfter: time.Unix(1<<33, 0),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return nil, err
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, err
	}
	data, err := pkcs7.NewSignedData(content)
	if err != nil {
		return nil, err
	}
	if err := data.AddSigner(cert, key, pkcs7.SignerInfoConfig{}); err != nil {
		return nil, err
	}
	return data.Finish()
}
