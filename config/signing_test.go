package config

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"math/big"
	"os"
	"path/filepath"
	"testing"
	"time"

	"srok/workflow"

	"software.sslmate.com/src/go-pkcs12"
)

func writeSecret(t *testing.T, name string, data []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestDKIMKey(t *testing.T) {
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	good := DKIM{KeyFile: writeSecret(t, "dkim.pem", pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))}
	if got, err := good.Key(); err != nil || !key.Public().(ed25519.PublicKey).Equal(got.Public()) {
		t.Errorf("read %v, %v", got, err)
	}
	var refusal *workflow.Refusal
	for _, text := range []string{"x", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"} {
		if _, err := (DKIM{KeyFile: writeSecret(t, "dkim.pem", []byte(text))}).Key(); !errors.As(err, &refusal) {
			t.Errorf("%q is not refused: %v", text, err)
		}
	}
}

func TestSMIMECertificate(t *testing.T) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "ОСППК"}, NotAfter: time.Unix(1<<32, 0)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	p12, err := pkcs12.Modern.Encode(key, leaf, nil, "hush")
	if err != nil {
		t.Fatal(err)
	}
	c := SMIME{File: writeSecret(t, "council.p12", p12), Password: Secret{File: writeSecret(t, "password", []byte("hush\n"))}}
	got, certificate, intermediate, err := c.Certificate()
	if err != nil || !key.PublicKey.Equal(got.Public()) || !certificate.Equal(leaf) || intermediate != nil {
		t.Errorf("read %v, %v, %v, %v", got, certificate, intermediate, err)
	}
	var refusal *workflow.Refusal
	c.Password.File = writeSecret(t, "password", []byte("wrong"))
	if _, _, _, err := c.Certificate(); !errors.As(err, &refusal) {
		t.Errorf("a wrong password is not refused: %v", err)
	}
}
