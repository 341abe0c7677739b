package config

import (
	"encoding/hex"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"time"

	"srok/workflow"
)

// The files of a council's folder.
const (
	File             = "srok.yaml"
	InstitutionsFile = "institutions.yaml"
	PlanFile         = "plan.yaml"

	secretName = "secret" // where secret_file names no other
)

// Config is what srok.yaml says, with the defaults where it says nothing, and the
// institutions beside it. Every path in it is ready to open.
type Config struct {
	Council        Letterhead     `yaml:"council"`
	SMTP           SMTP           `yaml:"smtp"`
	IMAP           IMAP           `yaml:"imap"`
	OAuth          OAuth          `yaml:"oauth"` // of both servers
	Signing        Signing        `yaml:"signing"`
	ReplyAddress   AddressForm    `yaml:"reply_address"`
	ReturnPath     AddressForm    `yaml:"return_path"`
	OutgoingNumber OutgoingNumber `yaml:"outgoing_number"`
	Digest         Cron           `yaml:"digest"` // when the chair's digest goes out; in Zone
	Letters        Letters        `yaml:"letters"`
	SilenceMinutes Minutes        `yaml:"silence_minutes"` // without a mailbox check or an accepted letter, until it is reported
	Calendar       Calendar       `yaml:"calendar"`
	Clamd          Clamd          `yaml:"clamd"`
	Listen         string         `yaml:"listen"`      // host:port of the pages
	Hosts          []string       `yaml:"hosts"`       // names of the web server before them
	SecretFile     string         `yaml:"secret_file"` // see Key

	Directory workflow.Directory `yaml:"-"` // institutions.yaml, with the letterhead in its Council
	Zone      *time.Location     `yaml:"-"` // Europe/Sofia
}

// Letterhead is how the council shows itself in its letters; its name and addresses are in
// institutions.yaml, because those are needed where there is no configuration.
type Letterhead struct {
	ChairName     string `yaml:"chair_name"`
	ChairTitle    string `yaml:"chair_title"`
	ContactOffice string `yaml:"contact_office"`
	Phone         string `yaml:"phone"`
	ShortName     string `yaml:"short_name"`
	PlanTitle     string `yaml:"plan_title"` // follows „от“
}

// Letters says when and how fast letters go out.
type Letters struct {
	From        TimeOfDay `yaml:"from"`        // of a working day
	To          TimeOfDay `yaml:"to"`          // no letter starts after it
	PerMinute   int       `yaml:"per_minute"`  // at most
	Connections int       `yaml:"connections"` // to the server, at once
	PerDomain   int       `yaml:"per_domain"`  // letters at once to one domain; 0: no limit but Connections
	// DomainPerMinute is at most to one domain; 0: no limit but PerMinute.
	DomainPerMinute int `yaml:"domain_per_minute"`
	// Domains have limits of their own, by the address of the letter's first reader.
	Domains        map[Domain]DomainLimit `yaml:"domains"`
	ReceiptsPerDay int                    `yaml:"receipts_per_day"`
	// ProofMinutes is how long an uncertain letter waits for its own copy in the mailbox
	// before it is sent again.
	ProofMinutes Minutes `yaml:"proof_minutes"`
	// RetryMinutes are the waits after each refusal for now (RFC 5321, section 4.5.4.1);
	// after the last one the letter is undelivered.
	RetryMinutes []Minutes `yaml:"retry_minutes"`
}

// Domain is what stands behind the @ of an address.
type Domain string

// UnmarshalText refuses what is no domain.
func (d *Domain) UnmarshalText(b []byte) error {
	if !isDomain(string(b)) {
		return fmt.Errorf("%q is not a domain: write it as abv.bg, without @, in lower-case Latin letters", excerpt(string(b)))
	}
	*d = Domain(b)
	return nil
}

// DomainLimit is how fast one domain's server takes letters. 0: as fast as any other.
type DomainLimit struct {
	Connections int `yaml:"connections"`
	PerMinute   int `yaml:"per_minute"`
}

// Calendar is what the law's own days off do not say.
type Calendar struct {
	Off  []Day `yaml:"off"`  // further days off
	Work []Day `yaml:"work"` // days off that are worked
}

// Day is a day of the calendar and the reason for it, in Bulgarian.
type Day struct {
	Date workflow.Date `yaml:"date"`
	Why  string        `yaml:"why"`
}

// Minutes is a length of time.
type Minutes int

// Duration of the minutes.
func (m Minutes) Duration() time.Duration { return time.Duration(m) * time.Minute }

func defaults() Config {
	return Config{
		SMTP:           SMTP{TLS: StartTLS, Auth: AuthPlain},
		IMAP:           IMAP{TLS: ImplicitTLS, Auth: AuthPlain, Folders: []string{"INBOX"}, PollMinutes: 5},
		ReplyAddress:   PlainAddress,
		ReturnPath:     PlainAddress,
		OutgoingNumber: NoNumber,
		Digest:         mustCron("0 8 * * 1"),
		Letters: Letters{
			From: TimeOfDay{9, 0}, To: TimeOfDay{16, 30}, PerMinute: 20, Connections: 1, ReceiptsPerDay: 10,
			ProofMinutes: 60, RetryMinutes: []Minutes{5, 15, 60, 240, 720, 1440, 1440, 1440, 1440}, // 4.7 days
		},
		SilenceMinutes: 60,
		Clamd:          Clamd{MaxMB: 25, TimeoutSeconds: 60},
		Listen:         "127.0.0.1:8025",
		SecretFile:     secretName,
	}
}

// Load reads a council's folder: srok.yaml, and institutions.yaml beside it. The plan is
// read by LoadPlan, because a folder is of use before it has one. Input that is not taken
// is a *workflow.Refusal; any other error is of the machine.
func Load(dir string) (Config, error) {
	path, institutions := filepath.Join(dir, File), filepath.Join(dir, InstitutionsFile)
	data, err := readFile(path, "make a folder with `srok init DIR`, or name the council's folder with --dir DIR")
	if err != nil {
		return Config{}, err
	}
	c, err := Parse(path, data)
	if err != nil {
		return Config{}, err
	}
	directory, err := LoadInstitutions(institutions)
	if err != nil {
		return Config{}, err
	}
	c.join(directory)
	c.resolve(dir)
	return c, nil
}

// Parse reads the bytes of a srok.yaml alone; name stands in the errors.
func Parse(name string, data []byte) (Config, error) {
	c := defaults()
	s, err := decode(name, data, &c)
	if err != nil {
		return Config{}, err
	}
	if err := c.check(s); err != nil {
		return Config{}, err
	}
	c.SMTP.Port = c.SMTP.port()
	c.IMAP.Port = c.IMAP.port()
	if c.Zone, err = time.LoadLocation("Europe/Sofia"); err != nil {
		return Config{}, fmt.Errorf("finding the time of Europe/Sofia: %w", err)
	}
	return c, nil
}

// join puts the letterhead of srok.yaml into the council of institutions.yaml.
func (c *Config) join(d workflow.Directory) {
	d.Council.ChairName = c.Council.ChairName
	d.Council.ChairTitle = c.Council.ChairTitle
	d.Council.ContactOffice = c.Council.ContactOffice
	d.Council.Phone = c.Council.Phone
	d.Council.ShortName = c.Council.ShortName
	d.Council.PlanTitle = c.Council.PlanTitle
	c.Directory = d
}

// resolve makes the paths of the file, which are meant from its folder, ready to open.
func (c *Config) resolve(dir string) {
	for _, path := range []*string{&c.SecretFile, &c.SMTP.CAFile, &c.SMTP.Password.File, &c.IMAP.CAFile, &c.IMAP.Password.File,
		&c.OAuth.ClientSecretFile, &c.OAuth.RefreshTokenFile,
		&c.Signing.DKIM.KeyFile, &c.Signing.SMIME.File, &c.Signing.SMIME.Password.File} {
		if *path != "" && !filepath.IsAbs(*path) {
			*path = filepath.Join(dir, *path)
		}
	}
}

// KeyBytes is the length of the council's secret.
const KeyBytes = 32

// Key is the council's secret, under which Message-IDs and reply addresses are signed.
// `srok init` makes it; whoever has it can forge a reply's token.
func (c Config) Key() ([]byte, error) {
	text, err := Secret{File: c.SecretFile}.Read()
	if err != nil {
		return nil, err
	}
	key, err := hex.DecodeString(text)
	if err != nil || len(key) < KeyBytes {
		return nil, &workflow.Refusal{Where: c.SecretFile, What: fmt.Sprintf("this is not a secret of %d bytes in hexadecimal digits", KeyBytes),
			Do: "put back the one from the backup: with another one the replies to letters already sent are not recognised by their address"}
	}
	return key, nil
}

func (c Config) check(s *source) error {
	return first(
		c.Council.check(s),
		c.OAuth.check(s),
		c.Signing.check(s),
		c.SMTP.check(s, c.OAuth),
		c.IMAP.check(s, c.OAuth),
		c.checkTokens(s),
		c.Letters.check(s),
		s.checkRange("silence_minutes", int(c.SilenceMinutes), 1, 7*24*60),
		c.checkSilence(s),
		c.Calendar.check(s),
		c.Clamd.check(s),
		s.checkListen("listen", c.Listen),
		each("hosts", c.Hosts, s.checkHost),
		s.needLine("secret_file", c.SecretFile),
	)
}

// checkTokens: whoever writes where tokens come from means them to be used.
func (c Config) checkTokens(s *source) error {
	if !c.OAuth.Given() || c.SMTP.Auth == AuthXOAuth2 || c.IMAP.Auth == AuthXOAuth2 {
		return nil
	}
	return s.refuse("oauth.token_url", "no login uses the tokens", "write auth: xoauth2 in smtp and in imap, or take oauth away")
}

// checkSilence: a mailbox that is looked at more seldom than that would be reported all the time.
func (c Config) checkSilence(s *source) error {
	if c.SilenceMinutes > c.IMAP.PollMinutes {
		return nil
	}
	return s.refuse("silence_minutes", fmt.Sprintf("%d is not longer than imap.poll_minutes, %d", c.SilenceMinutes, c.IMAP.PollMinutes),
		"write a longer time, or have the mailbox looked at more often")
}

func (l Letterhead) check(s *source) error {
	return first(
		s.checkLine("council.chair_name", l.ChairName),
		s.needLine("council.chair_title", l.ChairTitle),
		s.needLine("council.contact_office", l.ContactOffice),
		s.checkLine("council.phone", l.Phone),
		s.needLine("council.short_name", l.ShortName),
		s.needLine("council.plan_title", l.PlanTitle),
	)
}

func (l Letters) check(s *source) error {
	if !l.From.Before(l.To) {
		return s.refuse("letters.to", fmt.Sprintf("%s is not after letters.from, %s", l.To, l.From), "write a window within one day, such as 09:00 to 16:30")
	}
	if len(l.RetryMinutes) > 50 {
		return s.refuse("letters.retry_minutes", "has more than 50 tries", "write some six, each longer than the last")
	}
	for i, wait := range l.RetryMinutes {
		if err := s.checkRange(fmt.Sprintf("letters.retry_minutes[%d]", i), int(wait), 1, 7*24*60); err != nil {
			return err
		}
	}
	return first(
		s.checkRange("letters.per_minute", l.PerMinute, 1, 10000),
		s.checkRange("letters.connections", l.Connections, 1, 16),
		s.checkRange("letters.per_domain", l.PerDomain, 0, 16),
		s.checkRange("letters.domain_per_minute", l.DomainPerMinute, 0, 10000),
		l.checkDomains(s),
		s.checkRange("letters.receipts_per_day", l.ReceiptsPerDay, 0, 1000),
		s.checkRange("letters.proof_minutes", int(l.ProofMinutes), 1, 7*24*60),
	)
}

func (l Letters) checkDomains(s *source) error {
	for _, name := range slices.Sorted(maps.Keys(l.Domains)) {
		at, limit := "letters.domains."+string(name), l.Domains[name]
		if err := first(s.checkRange(at+".connections", limit.Connections, 0, 16), s.checkRange(at+".per_minute", limit.PerMinute, 0, 10000)); err != nil {
			return err
		}
		if limit == (DomainLimit{}) {
			return s.refuse(at, "limits nothing", "write connections, per_minute or both, or take the domain away")
		}
	}
	return nil
}

func (c Calendar) check(s *source) error {
	seen := map[workflow.Date]string{}
	check := func(list string, days []Day) error {
		for i, day := range days {
			at := fmt.Sprintf("calendar.%s[%d]", list, i)
			switch other, twice := seen[day.Date]; {
			case day.Date.IsZero():
				return s.refuse(at+".date", "is missing", "write it as 2018-12-31")
			case twice:
				return s.refuse(at+".date", fmt.Sprintf("%s stands in %s already", day.Date, other), "keep one of the two")
			}
			if err := s.needLine(at+".why", day.Why); err != nil {
				return err
			}
			seen[day.Date] = at
		}
		return nil
	}
	return first(check("off", c.Off), check("work", c.Work))
}

func (s *source) checkRange(path string, n, least, most int) error {
	if n < least || n > most {
		return s.refuse(path, fmt.Sprintf("%d is out of range", n), fmt.Sprintf("write a number from %d to %d", least, most))
	}
	return nil
}
