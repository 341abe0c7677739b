package mail

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"path"
	"strings"
)

// isPKCS7 knows what is signed around its content or encrypted: a mail (S/MIME, RFC 8551) or a
// file („доклад.docx.p7m“).
func isPKCS7(media, name string) bool {
	return media == "application/pkcs7-mime" || media == "application/x-pkcs7-mime" || strings.EqualFold(path.Ext(name), ".p7m")
}

// pkcs7 takes a signature off to reach what is signed. Nothing is verified: the signer is shown
// as unproven. What is encrypted, or cannot be read, stays as it is.
func (p *parser) pkcs7(e *part, name string, at place) error {
	signed, err := openSigned(e.body())
	switch {
	case errors.Is(err, ErrEncrypted):
		p.warn("„%s“ е шифрован: не може да се прочете", name)
		return p.file(Attachment{Name: name, Type: e.media}, e.body())
	case err != nil:
		return p.file(Attachment{Name: name, Type: e.media}, e.body())
	}
	content := bufio.NewReader(signed)
	if head, _ := content.Peek(256); isEntity(head) {
		done, err := p.signedEntity(content, e.end-e.start, at)
		if err != nil {
			return err
		}
		if !done {
			p.warn("„%s“ е твърде голям, за да се разопакова", name)
			return p.file(Attachment{Name: name, Type: e.media}, e.body())
		}
	} else {
		inner := strings.TrimSuffix(name, path.Ext(name))
		if err := p.file(Attachment{Name: inner, Type: mediaOf(inner)}, content); err != nil {
			return err
		}
	}
	if signed.cut {
		p.warn("„%s“ е прекъснат: съдържанието му е само част", name)
	}
	if signer := signed.signer(); signer != "" {
		p.warn("има електронен подпис на %s (непроверен)", signer)
	} else {
		p.warn("има електронен подпис (непроверен)")
	}
	return nil
}

// isEntity tells a MIME entity from a file: it begins with a field.
func isEntity(head []byte) bool {
	line, _, _ := bytes.Cut(head, []byte{'\n'})
	return knownField.Match(line)
}

func (p *parser) signedEntity(content io.Reader, encoded int64, at place) (done bool, err error) {
	child, err := p.unpack(content, encoded)
	if child == nil || err != nil {
		return false, err
	}
	return true, p.walk(child, at)
}
