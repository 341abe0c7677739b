package main

import (
	"cmp"
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"time"

	"srok/config"
	"srok/mail/imap"
	"srok/mail/login"
	"srok/mail/smtp"
	"srok/workflow"
	"srok/workflow/engine"
	"srok/workflow/form"
	"srok/workflow/store"
)

// Lengths that no council needs to set.
const (
	attemptLease = 15 * time.Minute // longer than a transaction takes; of one that a slow server drags out, the wait for proof comes first
	stopGrace    = 30 * time.Second // for the letter under way when srok is told to stop; systemd waits 90
	fixDays      = 5                // working days for a correction
	dnsPatience  = 5 * time.Second  // for one answer
	pauseDays    = 5                // working days that correspondence pauses the reminders
)

// council is one folder, opened: its configuration, its store and its engine.
type council struct {
	config  config.Config
	store   *store.Store
	engine  *engine.Engine
	mailbox *imap.Mailbox
	senders []*smtp.Client
	plan    workflow.Plan // as the file has it
}

// openCouncil opens the council's folder of --dir, making its database where there is none.
// Nothing is dialled yet.
func (a *app) openCouncil(level slog.Level) (*council, error) {
	c, err := config.Load(a.dir)
	if err != nil {
		return nil, err
	}
	log := slog.New(slog.NewTextHandler(a.stderr, &slog.HandlerOptions{Level: level}))
	opened, err := assemble(a.ctx, a.dir, c, log)
	if err != nil {
		return nil, err
	}
	opened.engine.Now = a.now
	opened.engine.Trial = trialIn(a.dir)
	lookOutside(opened.engine, c.Clamd)
	if opened.engine.Home, err = homeOf(a.dir); err != nil {
		opened.Close()
		return nil, err
	}
	// What is approved stands in the database: a plan that is being edited stops nothing.
	if plan, err := loadPlan(a.dir, c.Directory); err != nil {
		log.Warn("the plan's file is not read: tasks that nobody approved are not reported", "error", err)
	} else {
		opened.plan, opened.engine.Drafted = plan, plan.Tasks
	}
	return opened, nil
}

// openExisting opens a council whose database is there: a command that shows or changes what
// happened makes none.
func (a *app) openExisting() (*council, error) {
	if err := a.needDatabase(); err != nil {
		return nil, err
	}
	return a.openCouncil(slog.LevelError)
}

func (a *app) needDatabase() error {
	if _, err := config.Load(a.dir); err != nil || store.Exists(a.dir) {
		return err
	}
	return &workflow.Refusal{Where: a.dir, What: "nothing has happened in this council yet",
		Do: "check the plan with `srok plan check`, and record its approval with `srok plan approve --office „…“`"}
}

// readFolder reads the council's configuration, and the plan in a file; that of the folder where
// none is named.
func (a *app) readFolder(planFile string) (config.Config, workflow.Plan, error) {
	cfg, err := config.Load(a.dir)
	if err != nil {
		return cfg, workflow.Plan{}, err
	}
	plan, err := config.LoadPlan(cmp.Or(planFile, filepath.Join(a.dir, config.PlanFile)), cfg.Directory)
	return cfg, plan, err
}

// loadPlan reads the folder's plan; one that is not there yet is empty.
func loadPlan(dir string, directory workflow.Directory) (workflow.Plan, error) {
	path := filepath.Join(dir, config.PlanFile)
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return workflow.Plan{}, nil
	}
	return config.LoadPlan(path, directory)
}

// assemble wires a council from its configuration.
func assemble(ctx context.Context, dir string, c config.Config, log *slog.Logger) (*council, error) {
	policy, secrets := policyOf(c), secretsOf(c.OAuth)
	secret, err := c.Key()
	if err != nil {
		return nil, err
	}
	templates, err := loadTemplates(dir)
	if err != nil {
		return nil, err
	}
	signing, err := signingOf(c.Signing)
	if err != nil {
		return nil, err
	}
	account := login.New()
	senders, err := sendersOf(c, secrets, account)
	if err != nil {
		return nil, err
	}
	mailbox, err := mailboxOf(c.IMAP, secrets, account)
	if err != nil {
		return nil, err
	}
	blank, err := form.NewTemplate()
	if err != nil {
		return nil, err
	}
	db, err := store.Open(ctx, dir, policy.Hours)
	if err != nil {
		return nil, err
	}
	opened := &council{config: c, store: db, mailbox: mailbox, senders: senders, engine: &engine.Engine{
		Store: db, Mailbox: mailbox, Senders: patientAll(senders), Policy: policy,
		Identity:  workflow.NewIdentity(secret, c.Directory.Council.Mailbox),
		Templates: templates, Form: blank, Signing: signing, Log: log,
	}}
	if c.IMAP.VerifyDKIM {
		opened.engine.LookupTXT = lookupTXT(ctx)
	}
	return opened, nil
}

// lookupTXT asks the system's resolver, with a bound: a silent one must not hold up the intake.
func lookupTXT(ctx context.Context) func(domain string) ([]string, error) {
	return func(domain string) ([]string, error) {
		ctx, cancel := context.WithTimeout(ctx, dnsPatience)
		defer cancel()
		return net.DefaultResolver.LookupTXT(ctx, domain)
	}
}

// Close hangs up and closes the database.
func (c *council) Close() {
	for _, sender := range c.senders {
		sender.Close()
	}
	c.mailbox.Close()
	c.store.Close()
}

func policyOf(c config.Config) engine.Policy {
	retry := make([]time.Duration, len(c.Letters.RetryMinutes))
	for i, m := range c.Letters.RetryMinutes {
		retry[i] = m.Duration()
	}
	return engine.Policy{
		Council: c.Directory.Council, Hours: hoursOf(c),
		Folders: c.IMAP.Folders, PlusReply: c.ReplyAddress == config.PlusAddress, PlusReturn: c.ReturnPath == config.PlusAddress,
		PerMinute: c.Letters.PerMinute, Domain: engine.DomainLimit{Connections: c.Letters.PerDomain, PerMinute: c.Letters.DomainPerMinute}, Domains: domainsOf(c.Letters),
		ReceiptsPerDay: c.Letters.ReceiptsPerDay,
		Lease:          attemptLease, ProofWait: c.Letters.ProofMinutes.Duration(), Retry: retry,
		Digest: c.Digest, SilenceAfter: c.SilenceMinutes.Duration(),
		SecretEnds: c.OAuth.SecretEnds,
		FixDays:    fixDays, PauseDays: pauseDays, AuthServer: c.IMAP.AuthservID,
		NumberFirst: c.OutgoingNumber == config.NumberBefore,
	}
}

func domainsOf(l config.Letters) map[string]engine.DomainLimit {
	limits := map[string]engine.DomainLimit{}
	for domain, limit := range l.Domains {
		limits[string(domain)] = engine.DomainLimit(limit)
	}
	return limits
}

func hoursOf(c config.Config) workflow.Hours {
	off := workflow.DaysOff{Off: map[workflow.Date]string{}, Work: map[workflow.Date]string{}}
	for _, d := range c.Calendar.Off {
		off.Off[d.Date] = d.Why
	}
	for _, d := range c.Calendar.Work {
		off.Work[d.Date] = d.Why
	}
	return workflow.Hours{From: sinceMidnight(c.Letters.From), To: sinceMidnight(c.Letters.To),
		Zone: c.Zone, Calendar: workflow.NewCalendar(off)}
}

func sinceMidnight(t config.TimeOfDay) time.Duration {
	return time.Duration(t.Hour)*time.Hour + time.Duration(t.Minute)*time.Minute
}

// sendersOf opens nothing yet: each connects when it has a letter.
func sendersOf(c config.Config, secrets secretSource, account *login.Account) ([]*smtp.Client, error) {
	var senders []*smtp.Client
	for range c.Letters.Connections {
		sender, err := senderOf(c.SMTP, secrets, account)
		if err != nil {
			return nil, err
		}
		senders = append(senders, sender)
	}
	return senders, nil
}

func patientAll(senders []*smtp.Client) []engine.Sender {
	var all []engine.Sender
	for _, sender := range senders {
		all = append(all, patient{sender, stopGrace})
	}
	return all
}

func senderOf(c config.SMTP, secrets secretSource, account *login.Account) (*smtp.Client, error) {
	pool, err := trusted(c.CAFile)
	if err != nil {
		return nil, err
	}
	return smtp.New(smtp.Config{Host: c.Host, Port: c.Port, TLS: smtp.TLSMode(c.TLS), CA: pool,
		Auth: smtp.AuthMode(c.Auth), User: c.User, Secret: secrets(c.Auth, c.Password), Account: account, Helo: c.HeloName})
}

func mailboxOf(c config.IMAP, secrets secretSource, account *login.Account) (*imap.Mailbox, error) {
	pool, err := trusted(c.CAFile)
	if err != nil {
		return nil, err
	}
	return imap.New(imap.Config{Host: c.Host, Port: c.Port, TLS: imap.TLSMode(c.TLS), CA: pool,
		Auth: imap.AuthMode(c.Auth), User: c.User, Secret: secrets(c.Auth, c.Password), Account: account})
}

// secretSource gives what a login needs: a password, or the access token that was fetched.
type secretSource func(config.Auth, config.Secret) func(context.Context) (string, error)

func secretsOf(c config.OAuth) secretSource {
	fetched := &tokens{config: c}
	return func(auth config.Auth, password config.Secret) func(context.Context) (string, error) {
		if auth == config.AuthXOAuth2 && c.Given() {
			return fetched.secret
		}
		return func(context.Context) (string, error) { return password.Read() }
	}
}

// trusted are the system's certificates and those of a file.
func trusted(file string) (*x509.CertPool, error) {
	if file == "" {
		return nil, nil
	}
	pem, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, &workflow.Refusal{Where: file, What: "there is no such file", Do: "name a PEM file for ca_file, or leave it empty"}
	}
	if err != nil {
		return nil, fmt.Errorf("ca_file: %w", err)
	}
	pool, err := x509.SystemCertPool()
	if err != nil {
		return nil, fmt.Errorf("ca_file: %w", err)
	}
	if !pool.AppendCertsFromPEM(pem) {
		return nil, &workflow.Refusal{Where: file, What: "there is no certificate in it", Do: "name a PEM file for ca_file"}
	}
	return pool, nil
}
