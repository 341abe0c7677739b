package mail

import "strings"

func isTNEF(media, name string) bool {
	return media == "application/ms-tnef" || media == "application/vnd.ms-tnef" || strings.EqualFold(name, "winmail.dat")
}

func (p *parser) tnef(e *part, name string, at place) error {
	return p.file(Attachment{Name: name, Type: e.media}, e.body())
}
