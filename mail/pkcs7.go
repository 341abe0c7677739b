package mail

import (
	"path"
	"strings"
)

func isPKCS7(media, name string) bool {
	return media == "application/pkcs7-mime" || media == "application/x-pkcs7-mime" || strings.EqualFold(path.Ext(name), ".p7m")
}

func (p *parser) pkcs7(e *part, name string, at place) error {
	return p.file(Attachment{Name: name, Type: e.media}, e.body())
}

func (p *parser) parseHeld(raw []byte) (*part, error) { return nil, nil }
