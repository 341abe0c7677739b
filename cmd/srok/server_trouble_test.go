package main

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"srok/config"
	"srok/mail"
	"srok/mail/mailtest"
	"srok/mail/smtp"
	"srok/workflow"
	"srok/workflow/engine"
)

// serverTrouble is one way in which the council's mail server can fail it.
type serverTrouble struct {
	name  string
	tls   config.TLS
	cert  string         // whose certificate the server shows; empty: it offers no TLS
	login bool           // it wants one, and the password is wrong
	fault mailtest.Fault // until it is healed
	shown string         // what `srok outbox` says of each letter
	// unsure letters were handed over whole: nobody knows whether the server has them.
	unsure bool
}

const silentServer = "сървърът не отговори навреме"

func serverTroubles() []serverTrouble {
	const broken, garbled = "връзката със сървъра прекъсна", "сървърът отговаря неразбираемо"
	troubles := []serverTrouble{
		{name: "no STARTTLS", tls: config.StartTLS, shown: "сървърът не предлага защитена връзка, а писма не се изпращат незащитени"},
		{name: "unknown certificate", tls: config.StartTLS, cert: "127.0.0.1", shown: "сертификатът на сървъра не е валиден"},
		{name: "another's certificate", tls: config.StartTLS, cert: "mail.example", shown: "сертификатът на сървъра не е валиден"},
		{name: "TLS from the first byte of a server that speaks none", tls: config.ImplicitTLS, shown: garbled},
		{name: "a wrong password", login: true, shown: "сървърът не приема името и паролата на програмата"},
		{name: "no service", fault: mailtest.Fault{At: mailtest.PhaseConnect, Do: mailtest.Reply, Reply: "554 5.7.1 No SMTP service here"}, shown: "554 5.7.1 No SMTP service here"},
		{name: "garbage for a greeting", fault: mailtest.Fault{At: mailtest.PhaseConnect, Do: mailtest.Reply, Reply: "HTTP/1.1 400 Bad Request"}, shown: garbled},
		// A dash in the fourth place promises another line (RFC 5321, section 4.2.1), which never comes.
		{name: "the greeting of another protocol", fault: mailtest.Fault{At: mailtest.PhaseConnect, Do: mailtest.Reply, Reply: "SSH-2.0-OpenSSH_9.2"}, shown: silentServer},
		{name: "garbage for an answer", fault: mailtest.Fault{At: mailtest.PhaseMail, Do: mailtest.Reply, Reply: "what?\x00\x1b[2J"}, shown: garbled},
	}
	for _, at := range []mailtest.Phase{mailtest.PhaseConnect, mailtest.PhaseEHLO, mailtest.PhaseMail, mailtest.PhaseRcpt, mailtest.PhaseData, mailtest.PhaseBody, mailtest.PhaseDot} {
		unsure := at == mailtest.PhaseDot
		troubles = append(troubles,
			serverTrouble{name: "closes at " + string(at), fault: mailtest.Fault{At: at, Do: mailtest.CloseBefore}, shown: broken, unsure: unsure},
			serverTrouble{name: "hangs at " + string(at), fault: mailtest.Fault{At: at, Do: mailtest.Hang}, shown: silentServer, unsure: unsure})
		if at != mailtest.PhaseConnect && at != mailtest.PhaseBody {
			troubles = append(troubles, serverTrouble{name: "closes after " + string(at), fault: mailtest.Fault{At: at, Do: mailtest.CloseAfter}, shown: broken, unsure: unsure})
		}
	}
	return troubles
}

// Whatever is wrong with the server, every letter stays and says why in plain words, a mail that
// came meanwhile is read, and each institution has its letter once when all is well again.
func TestServerTroubles(t *testing.T) {
	t.Parallel()
	prepared := prepareForFew(t)
	for _, trouble := range serverTroubles() {
		t.Run(trouble.name, func(t *testing.T) {
			if at := trouble.fault.At; testing.Short() && at != "" && at != mailtest.PhaseMail && at != mailtest.PhaseDot {
				t.Skip("in short mode two phases stand for the others")
			}
			t.Parallel()
			trouble.strike(t, prepared)
		})
	}
}

func (s serverTrouble) strike(t *testing.T, prepared string) {
	run := lineRun{t: t, dir: approvedIn(t, prepared)}
	directory, err := config.LoadInstitutions(filepath.Join(run.dir, config.InstitutionsFile))
	if err != nil {
		t.Fatal(err)
	}
	run.server = serverWith(t, directory, s.options(t))
	run.point(run.server.SMTPAddr())
	s.write(t, run.server)
	if s.tls != "" {
		run.set("$.smtp.tls", string(s.tls))
	}
	if s.login {
		run.set("$.smtp.auth", string(config.AuthPlain))
		run.set("$.smtp.password_file", "smtp.password")
		writeSecret(t, filepath.Join(run.dir, "smtp.password"), "wrong")
	}
	if s.fault.Do != 0 {
		run.server.Fail(s.fault)
	}
	s.step(t, run.dir, "2018-12-03 09:00")
	s.checkStayed(t, run)

	run.server.Heal()
	run.set("$.smtp.tls", string(config.NoTLS))
	if s.login {
		writeSecret(t, filepath.Join(run.dir, "smtp.password"), "secret")
	}
	for _, when := range []string{"2018-12-03 09:01", "2018-12-03 09:15", "2018-12-03 10:30", "2018-12-03 11:40", "2018-12-03 11:41"} {
		inFolder(t, run.dir, when, "step")
	}
	for _, l := range outboxOf(t, run.dir) {
		if got := len(run.server.Mail(l.Recipients[0].Address)); l.Status != workflow.Taken || got != 1 {
			t.Errorf("in the end %s has %d copies of its letter, which is %s: %s", l.Recipients[0].Address, got, l.Status, l.Why)
		}
	}
	inFolder(t, run.dir, "2018-12-03 11:42", "verify")
}

func (s serverTrouble) options(t *testing.T) mailtest.Options {
	t.Helper()
	options := mailtest.Options{Clock: func() time.Time { return sofiaTime(t, "2018-12-03 09:00") }, RequireAuth: s.login}
	if s.cert != "" {
		certificate, err := mailtest.NewCertificate(s.cert)
		if err != nil {
			t.Fatal(err)
		}
		options.TLS = certificate.Server
	}
	return options
}

// write puts a mail from somebody unknown into the council's mailbox.
func (s serverTrouble) write(t *testing.T, server *mailtest.Server) {
	t.Helper()
	raw, err := mail.Compose(mail.Outgoing{From: "grazhdanin@abv.example", To: []string{"council@oa-pernik.example"}, Subject: "Въпрос",
		MessageID: "vapros@abv.example", Date: sofiaTime(t, "2018-12-03 08:50"), Plain: "Кога е следващото заседание?\n"})
	if err == nil {
		err = server.Append("council@oa-pernik.example", "INBOX", raw)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func (s serverTrouble) checkStayed(t *testing.T, run lineRun) {
	t.Helper()
	letters := outboxOf(t, run.dir)
	if len(letters) != few {
		t.Errorf("%d letters", len(letters))
	}
	unsure := 0
	for _, l := range letters {
		if !strings.HasPrefix(l.Why, s.shown) && !strings.HasSuffix(l.Why, s.shown) {
			t.Errorf("letter %s says %q", l.Key, l.Why)
		}
		if l.Status == workflow.Uncertain {
			unsure++
		} else if l.Status != workflow.Queued {
			t.Errorf("letter %s is %s", l.Key, l.Status)
		}
	}
	// A letter is short: whether its last byte has left when the server goes in the middle of it, is
	// for the network to say.
	if (unsure > 0) != s.unsure && s.fault.At != mailtest.PhaseBody || unsure > 3 {
		t.Errorf("%d letters are uncertain", unsure)
	}
	shown := inFolder(t, run.dir, "2018-12-03 09:00", "outbox")
	if n := strings.Count(shown, s.shown); n != few {
		t.Errorf("the outbox gives the reason %d times:\n%s", n, shown)
	}
	if strings.ContainsFunc(strings.ReplaceAll(shown, "\n", ""), func(r rune) bool { return r < ' ' }) {
		t.Errorf("a control character reaches the terminal: %q", shown)
	}
	if held := inFolder(t, run.dir, "2018-12-03 09:00", "inbox"); !strings.Contains(held, "Въпрос") {
		t.Errorf("the mail that came was not read:\n%s", held)
	}
}

// step is `srok step`, but that it waits for a server that says nothing for moments instead of
// minutes. For any other it has time, however busy the machine is.
func (s serverTrouble) step(t *testing.T, dir, when string) {
	t.Helper()
	patience := time.Minute
	if s.shown == silentServer {
		patience = 300 * time.Millisecond
	}
	c, err := config.Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	opened, err := assemble(t.Context(), dir, c, slog.New(slog.NewTextHandler(io.Discard, nil)))
	if err != nil {
		t.Fatal(err)
	}
	defer opened.Close()
	client, err := smtp.New(smtp.Config{Host: c.SMTP.Host, Port: c.SMTP.Port, TLS: smtp.TLSMode(c.SMTP.TLS),
		Auth: smtp.AuthMode(c.SMTP.Auth), User: c.SMTP.User, Secret: func(context.Context) (string, error) { return c.SMTP.Password.Read() },
		Timeouts: smtp.Timeouts{Connect: 5 * patience, Command: patience, Body: patience, Dot: patience}})
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	opened.engine.Senders = []engine.Sender{client}
	if _, err := opened.engine.Step(t.Context(), sofiaTime(t, when)); err != nil {
		t.Fatal(err)
	}
}

func outboxOf(t *testing.T, dir string) []workflow.Letter {
	t.Helper()
	var letters []workflow.Letter
	if err := json.Unmarshal([]byte(inFolder(t, dir, "2018-12-03 09:00", "outbox", "--all", "--json")), &letters); err != nil {
		t.Fatal(err)
	}
	return letters
}

func (r *lineRun) set(key, value string) {
	r.t.Helper()
	if err := setKeys(filepath.Join(r.dir, config.File), [][2]string{{key, value}}); err != nil {
		r.t.Fatal(err)
	}
}

// Names and addresses from outside that would be headers, commands or a change of direction: none
// reaches a header or a RCPT, and what cannot be written to keeps nobody else waiting.
func TestHostileNamesReachNoHeader(t *testing.T) {
	t.Parallel()
	dir := prepareRequests(t)
	file := filepath.Join(dir, config.InstitutionsFile)
	good, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for name, bad := range map[string][2]string{
		"a new line in a name":     {"name: Община Трън", `name: "Община\r\nBcc: all@x.example"`},
		"a NUL in a name":          {"name: Община Трън", `name: "Община\0Трън"`},
		"a name turned around":     {"name: Община Трън", `name: "Община \u202eнърТ"`},
		"300 bytes":                {"name: Община Трън", "name: " + strings.Repeat("Ъ", 150)},
		"a new line in an address": {"email: tran@obshtina.example", `email: "tran@obshtina.example\r\nRCPT TO:<x@x.example>"`},
		"an address that is none":  {"email: tran@obshtina.example", `email: "tran obshtina.example"`},
		"an address in Cyrillic":   {"email: tran@obshtina.example", "email: трън@obshtina.example"},
		"two addresses":            {"email: tran@obshtina.example", `email: "a@x.example, b@x.example"`},
	} {
		if err := os.WriteFile(file, []byte(strings.Replace(string(good), bad[0], bad[1], 1)), 0o644); err != nil {
			t.Fatal(err)
		}
		code, _, errs := srok(t, "--dir", dir, "plan", "check")
		if code != exitRefused || !strings.Contains(errs, "institutions.yaml:") || strings.Contains(errs, "\x00") || strings.Contains(errs, "\nBcc") {
			t.Errorf("%s: code %d, %q", name, code, errs)
		}
	}
	if err := os.WriteFile(file, good, 0o644); err != nil {
		t.Fatal(err)
	}

	// What the files may hold is text, wherever it stands; a domain in Cyrillic has its ASCII form.
	run, directory := askedOfOthers(t, dir, strings.NewReplacer(
		"name: Община Трън", `name: "Община <script>Трън</script> \"Bcc: x@x.example\", =?utf-8?q?=0D=0A?="`,
		"email: zemen@obshtina.example", "email: zemen@xn--80aa1acny.example"))
	for _, l := range outboxOf(t, dir) {
		if l.Status != workflow.Taken {
			t.Errorf("letter to %v is %s: %s", l.Recipients, l.Status, l.Why)
		}
	}
	for _, i := range directory.Institutions {
		for _, m := range run.server.Mail(i.Contacts[0]) {
			header, _, _ := strings.Cut(string(m.Raw), "\r\n\r\n")
			names := headerNames(header)
			if slices.Contains(names, "bcc") || strings.ContainsAny(header, "\x00\u202e") || strings.Contains(header, "\r\r") {
				t.Errorf("the header to %s: %q", i.ID, header)
			}
		}
	}
	if n := len(run.server.Mail("x@x.example")); n != 0 {
		t.Errorf("%d letters went to an address out of a name", n)
	}
}

func headerNames(header string) []string {
	var names []string
	for line := range strings.SplitSeq(header, "\r\n") {
		if name, _, found := strings.Cut(line, ":"); found && !strings.HasPrefix(line, " ") && !strings.HasPrefix(line, "\t") {
			names = append(names, strings.ToLower(name))
		}
	}
	return names
}
