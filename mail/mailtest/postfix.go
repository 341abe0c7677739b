package mailtest

import (
	"bufio"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
)

const postfixDaemons = "/usr/lib/postfix/sbin"

// PostfixOptions say what a Postfix does with whose mail.
type PostfixOptions struct {
	Host    string   // its name; empty: Host
	Deliver *Dovecot // mail for its users lands in their maildirs; others of their domains: 550 5.1.1
	// Relay sends a domain's mail on to another server's SMTPAddr. What that one refuses
	// comes back as a bounce; what it defers is retried each second.
	Relay map[string]string
	// Policy answers RCPT TO by an action of access(5): "DUNNO", "450 4.2.0 Greylisted",
	// "550 5.1.1 No such user". nil: DUNNO.
	Policy func(sender, recipient string) string
	// Settings are added to main.cf.
	Settings map[string]string
}

// Postfix is a real SMTP server.
type Postfix struct {
	SMTPAddr string // plain and STARTTLS
	Cert     *Certificate
}

// StartPostfix runs Debian's Postfix, without chroot and with a queue of its own, until the
// test ends. Several can run at once. Without it the test is skipped, or fails where
// RequireServers is set.
func StartPostfix(t TB, options PostfixOptions) *Postfix {
	t.Helper()
	master := program(t, "postfix", filepath.Join(postfixDaemons, "master"))
	dir := tempFolder(t, "postfix")
	cert, err := NewCertificate("127.0.0.1", "localhost")
	if err != nil {
		t.Fatalf("%v", err)
	}
	port := freePort(t)
	makeQueue(t, dir)
	writeFile(t, filepath.Join(dir, "cert.pem"), string(cert.KeyPEM)+string(cert.CertPEM))
	writeFile(t, filepath.Join(dir, "main.cf"), mainCF(t, dir, options))
	writeFile(t, filepath.Join(dir, "master.cf"), fmt.Sprintf(masterCF, port))
	startDaemon(t, "daemon started", syscall.SIGTERM, master, "-c", dir, "-s")
	return &Postfix{SMTPAddr: fmt.Sprintf("127.0.0.1:%d", port), Cert: cert}
}

// makeQueue is what Debian's package does when it is installed.
func makeQueue(t TB, dir string) {
	t.Helper()
	uid, _ := idsOf(t, "postfix")
	queues := []string{"active", "bounce", "corrupt", "defer", "deferred", "flush", "hold", "incoming", "private", "saved", "trace", "maildrop", "public", "pid"}
	for _, sub := range append([]string{"data", "queue"}, prefixed("queue/", queues)...) {
		path := filepath.Join(dir, sub)
		if err := os.Mkdir(path, 0o700); err != nil {
			t.Fatalf("%v", err)
		}
		owner := uid
		if sub == "queue" || sub == "queue/pid" { // Postfix insists
			owner = 0
			if err := os.Chmod(path, 0o755); err != nil {
				t.Fatalf("%v", err)
			}
		}
		if err := os.Chown(path, owner, 0); err != nil {
			t.Fatalf("%v", err)
		}
	}
}

func prefixed(prefix string, names []string) []string {
	out := slices.Clone(names)
	for i := range out {
		out[i] = prefix + out[i]
	}
	return out
}

// mainCF writes the settings and the tables that they name.
func mainCF(t TB, dir string, options PostfixOptions) string {
	t.Helper()
	host := options.Host
	if host == "" {
		host = Host
	}
	settings := map[string]string{
		"myhostname": host, "virtual_mailbox_domains": "", "relay_domains": "",
		"virtual_mailbox_maps": "texthash:" + filepath.Join(dir, "mailboxes"),
		"transport_maps":       "texthash:" + filepath.Join(dir, "transport"),
	}
	var mailboxes, transport strings.Builder
	if d := options.Deliver; d != nil {
		settings["virtual_mailbox_base"] = d.mail
		settings["virtual_uid_maps"] = fmt.Sprintf("static:%d", d.uid)
		settings["virtual_gid_maps"] = fmt.Sprintf("static:%d", d.gid)
		settings["virtual_minimum_uid"] = "1"
		var domains []string
		for _, user := range d.Users {
			_, domain, _ := strings.Cut(user, "@")
			domains = append(domains, domain)
			fmt.Fprintf(&mailboxes, "%s %s/\n", user, user)
		}
		settings["virtual_mailbox_domains"] = strings.Join(domains, " ")
	}
	var relayed []string
	for domain, address := range options.Relay {
		relayed = append(relayed, domain)
		relayHost, port, err := net.SplitHostPort(address)
		if err != nil {
			t.Fatalf("relay of %s: %v", domain, err)
		}
		fmt.Fprintf(&transport, "%s smtp:[%s]:%s\n", domain, relayHost, port)
	}
	settings["relay_domains"] = strings.Join(relayed, " ")
	settings["smtpd_recipient_restrictions"] = "permit_mynetworks, reject_unauth_destination"
	if options.Policy != nil {
		settings["smtpd_recipient_restrictions"] = "check_policy_service inet:" + servePolicy(t, options.Policy) + ", permit_mynetworks"
	}
	for key, value := range options.Settings {
		settings[key] = value
	}
	writeFile(t, filepath.Join(dir, "mailboxes"), mailboxes.String())
	writeFile(t, filepath.Join(dir, "transport"), transport.String())
	var b strings.Builder
	fmt.Fprintf(&b, baseMainCF, dir, postfixDaemons)
	for key, value := range settings {
		fmt.Fprintf(&b, "%s = %s\n", key, value)
	}
	return b.String()
}

// servePolicy speaks Postfix's policy delegation (SMTPD_POLICY_README) and returns its address.
func servePolicy(t TB, policy func(sender, recipient string) string) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatalf("%v", err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go answerPolicy(c, policy)
		}
	}()
	return l.Addr().String()
}

func answerPolicy(c net.Conn, policy func(sender, recipient string) string) {
	defer c.Close()
	asked := map[string]string{}
	for lines := bufio.NewScanner(c); lines.Scan(); {
		if lines.Text() != "" {
			key, value, _ := strings.Cut(lines.Text(), "=")
			asked[key] = value
			continue
		}
		if _, err := fmt.Fprintf(c, "action=%s\n\n", policy(asked["sender"], asked["recipient"])); err != nil {
			return
		}
		clear(asked)
	}
}

// baseMainCF: retries come after a second, so that a test need not wait for them.
const baseMainCF = `
compatibility_level = 3.6
queue_directory = %[1]s/queue
data_directory = %[1]s/data
daemon_directory = %[2]s
command_directory = /usr/sbin
mail_owner = postfix
setgid_group = postdrop
maillog_file = /dev/stdout
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
mydestination =
alias_maps =
local_recipient_maps =
local_transport = error:no local delivery
recipient_delimiter = +
smtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination
smtpd_tls_chain_files = %[1]s/cert.pem
smtpd_tls_security_level = may
smtp_tls_security_level = may
smtp_host_lookup = native
minimal_backoff_time = 1s
maximal_backoff_time = 2s
queue_run_delay = 1s
in_flow_delay = 0
smtpd_error_sleep_time = 0
message_size_limit = 0
mailbox_size_limit = 0
virtual_mailbox_limit = 0
`

const masterCF = `
%d        inet  n       -       n       -       -       smtpd
cleanup   unix  n       -       n       -       0       cleanup
qmgr      unix  n       -       n       300     1       qmgr
tlsmgr    unix  -       -       n       1000?   1       tlsmgr
rewrite   unix  -       -       n       -       -       trivial-rewrite
bounce    unix  -       -       n       -       0       bounce
defer     unix  -       -       n       -       0       bounce
trace     unix  -       -       n       -       0       bounce
verify    unix  -       -       n       -       1       verify
flush     unix  n       -       n       1000?   0       flush
proxymap  unix  -       -       n       -       -       proxymap
smtp      unix  -       -       n       -       -       smtp
relay     unix  -       -       n       -       -       smtp
error     unix  -       -       n       -       -       error
retry     unix  -       -       n       -       -       error
virtual   unix  -       n       n       -       -       virtual
anvil     unix  -       -       n       -       1       anvil
scache    unix  -       -       n       -       1       scache
postlog   unix-dgram n  -       n       -       1       postlogd
`
