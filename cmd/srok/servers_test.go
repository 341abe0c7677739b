package main

import (
	"net"
	"path/filepath"

	"srok/config"
	"srok/mail/mailtest"
	"srok/workflow"
)

// useServers has the council in a folder use these servers, without TLS, and as many letters a minute as
// a test wants; more are other keys of its config.
func useServers(dir, smtpAddress, imapAddress string, more ...[2]string) error {
	smtpHost, smtpPort, _ := net.SplitHostPort(smtpAddress)
	imapHost, imapPort, _ := net.SplitHostPort(imapAddress)
	return setKeys(filepath.Join(dir, config.File), append([][2]string{
		{"$.smtp.host", smtpHost}, {"$.smtp.port", smtpPort}, {"$.smtp.tls", "none"}, {"$.smtp.auth", "none"},
		{"$.imap.host", imapHost}, {"$.imap.port", imapPort}, {"$.imap.tls", "none"}, {"$.letters.per_minute", "1000"},
	}, more...))
}

// addMailboxes of the council, its chair and all institutions.
func addMailboxes(server *mailtest.Server, directory workflow.Directory) {
	server.AddMailbox(directory.Council.Mailbox, "secret")
	server.AddMailbox(directory.Council.Chair, "secret")
	for _, i := range directory.Institutions {
		for _, address := range i.Contacts {
			server.AddMailbox(address, "secret")
		}
	}
}
