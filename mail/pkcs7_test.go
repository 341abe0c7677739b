package mail

import (
	"bytes"
	"encoding/base64"
	"encoding/pem"
	"testing"

	"srok/mail/mailtest/pack"
)

// signedDER signs content as a real library does.
func signedDER(t *testing.T, content []byte) []byte {
	t.Helper()
	signed, err := pack.Signed("Иван Иванов", content)
	if err != nil {
		t.Fatal(err)
	}
	return signed
}

// signedBER is the same in BER without lengths and in pieces, as OpenSSL streams it.
func signedBER(content []byte) []byte {
	b := []byte{0x30, 0x80, 0x06, 9, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 7, 2, 0xA0, 0x80, 0x30, 0x80, 2, 1, 1, 0x31, 0, 0x30, 0x80,
		0x06, 9, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 7, 1, 0xA0, 0x80, 0x24, 0x80}
	for len(content) > 0 {
		n := min(len(content), 100)
		b = append(append(b, 4, byte(n)), content[:n]...)
		content = content[n:]
	}
	return append(b, 0, 0, 0, 0, 0, 0)
}

func TestSignedFile(t *testing.T) {
	report := bytes.Repeat([]byte("Годишен отчет. "), 20_000)
	der := signedDER(t, report)
	wrapped := []byte(base64.StdEncoding.EncodeToString(der))
	armoured := pem.EncodeToMemory(&pem.Block{Type: "PKCS7", Bytes: der})
	for name, raw := range map[string][]byte{"DER": der, "base64": wrapped, "PEM": armoured, "BER in pieces": signedBER(report)} {
		m, files := parsed(t, inMail("application/octet-stream; name=\"отчет.docx.p7m\"", raw), Options{})
		if names(m) != "отчет.docx" || files["отчет.docx"] != string(report) {
			t.Errorf("%s: %q, %d bytes, warnings %q", name, names(m), len(files["отчет.docx"]), m.Warnings)
		}
		signer := "Иван Иванов (непроверен)"
		if name == "BER in pieces" {
			signer = "(непроверен)" // there is no certificate in it
		}
		if !warned(m, signer) {
			t.Errorf("%s: warnings %q", name, m.Warnings)
		}
	}
}

func TestSignedMail(t *testing.T) {
	inner := "Content-Type: multipart/mixed; boundary=i\r\n\r\n--i\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nПодписано писмо.\r\n--i\r\n" + crlf(file) + "--i--\r\n"
	raw := "From: a@b.org\nContent-Type: application/pkcs7-mime; smime-type=signed-data; name=smime.p7m\nContent-Transfer-Encoding: base64\n\n" +
		base64.StdEncoding.EncodeToString(signedDER(t, []byte(inner)))
	m, _ := parsed(t, raw, Options{})
	if m.Text != "Подписано писмо." || names(m) != "a.pdf" || !warned(m, "Иван Иванов (непроверен)") {
		t.Errorf("text %q, files %q, warnings %q", m.Text, names(m), m.Warnings)
	}
}

func TestEncryptedStays(t *testing.T) {
	enveloped := []byte{0x30, 0x0D, 0x06, 9, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 7, 3, 0xA0, 0}
	m, _ := parsed(t, inMail("application/pkcs7-mime; name=smime.p7m", enveloped), Options{})
	if names(m) != "smime.p7m" || !warned(m, "шифрован") {
		t.Errorf("%q %q", names(m), m.Warnings)
	}
}

// A .p7m that is cut anywhere gives a file and no error.
func TestSignedCut(t *testing.T) {
	der := signedDER(t, bytes.Repeat([]byte("x"), 500))
	for n := range len(der) {
		if m, _ := parsed(t, inMail("application/pkcs7-mime; name=a.txt.p7m", der[:n]), Options{}); len(m.Attachments) != 1 {
			t.Fatalf("cut at %d: %+v", n, m.Attachments)
		}
	}
}
