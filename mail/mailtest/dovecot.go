package mailtest

import (
	"fmt"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
)

// Dovecot is a real IMAP server with maildirs of its own.
type Dovecot struct {
	IMAPAddr  string // plain and STARTTLS
	IMAPSAddr string // TLS from the first byte
	Password  string // of every user
	Users     []string
	Cert      *Certificate

	mail     string // the maildirs, one a user
	uid, gid int    // who owns them
	start    func(TB) (stop func())
	stop     func()
}

// StartDovecot runs Debian's Dovecot for these users (their addresses are their names) until
// the test ends. Without it the test is skipped, or fails where RequireServers is set.
func StartDovecot(t TB, users ...string) *Dovecot {
	t.Helper()
	return StartDovecotWith(t, "secret", users...)
}

// StartDovecotWith has every user log in with a password; it may not hold a colon.
func StartDovecotWith(t TB, password string, users ...string) *Dovecot {
	t.Helper()
	binary := program(t, "dovecot-imapd", "dovecot")
	dir := tempFolder(t, "dovecot")
	cert, err := NewCertificate("127.0.0.1", "localhost")
	if err != nil {
		t.Fatalf("%v", err)
	}
	port, tlsPort := freePort(t), freePort(t)
	d := &Dovecot{
		IMAPAddr: fmt.Sprintf("127.0.0.1:%d", port), IMAPSAddr: fmt.Sprintf("127.0.0.1:%d", tlsPort),
		Password: password, Users: users, Cert: cert, mail: filepath.Join(dir, "mail"),
	}
	d.uid, d.gid = idsOf(t, "nobody")
	for _, sub := range []string{"run", "state", "mail"} {
		if err := os.Mkdir(filepath.Join(dir, sub), 0o755); err != nil {
			t.Fatalf("%v", err)
		}
	}
	if err := os.Chown(d.mail, d.uid, d.gid); err != nil {
		t.Fatalf("%v", err)
	}
	var passwd strings.Builder
	for _, name := range users {
		looked := strings.ReplaceAll(name, `\`, `\\`) // as Dovecot expands it before it looks it up
		fmt.Fprintf(&passwd, "%s:{PLAIN}%s:%d:%d::%s::\n", looked, d.Password, d.uid, d.gid, d.home(name))
	}
	writeFile(t, filepath.Join(dir, "passwd"), passwd.String())
	writeFile(t, filepath.Join(dir, "cert.pem"), string(cert.CertPEM))
	writeFile(t, filepath.Join(dir, "key.pem"), string(cert.KeyPEM))
	config := filepath.Join(dir, "dovecot.conf")
	writeFile(t, config, fmt.Sprintf(dovecotConfig, dir, port, tlsPort))
	// Asked to end, Dovecot sleeps for a second when all of its processes have. They end at once when
	// it is no more, and nobody wants the mail then.
	d.start = func(t TB) func() { return startDaemon(t, "starting up", os.Kill, binary, "-F", "-c", config) }
	d.stop = d.start(t)
	return d
}

// Stop ends the server; the mail stays.
func (d *Dovecot) Stop() { d.stop() }

// Start runs a stopped server again, on the same ports.
func (d *Dovecot) Start(t TB) { d.stop = d.start(t) }

func idsOf(t TB, name string) (uid, gid int) {
	t.Helper()
	u, err := user.Lookup(name)
	if err == nil {
		uid, err = strconv.Atoi(u.Uid)
	}
	if err == nil {
		gid, err = strconv.Atoi(u.Gid)
	}
	if err != nil {
		t.Fatalf("user %s: %v", name, err)
	}
	return uid, gid
}

func (d *Dovecot) home(user string) string { return filepath.Join(d.mail, user) }

// MailDir is where a user's mail lies: the folder's new, cur and tmp. Inbox is "".
func (d *Dovecot) MailDir(user, folder string) string {
	if folder == "" {
		return d.home(user)
	}
	return filepath.Join(d.home(user), "."+folder)
}

const dovecotConfig = `
protocols = imap
base_dir = %[1]s/run
state_dir = %[1]s/state
listen = 127.0.0.1
log_path = /dev/stderr
ssl = yes
ssl_cert = <%[1]s/cert.pem
ssl_key = <%[1]s/key.pem
disable_plaintext_auth = no
auth_failure_delay = 0
auth_mechanisms = plain login
auth_username_chars =
auth_username_format = %%u
first_valid_uid = 1
first_valid_gid = 1
mail_location = maildir:~/:UTF-8
namespace inbox {
  inbox = yes
}
passdb {
  driver = passwd-file
  args = username_format=%%u %[1]s/passwd
}
userdb {
  driver = passwd-file
  args = username_format=%%u %[1]s/passwd
}
service anvil {
  chroot =
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service imap-login {
  chroot =
  inet_listener imap {
    port = %[2]d
  }
  inet_listener imaps {
    port = %[3]d
  }
}
`
