package config

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"srok/workflow"
)

// directoryFile is institutions.yaml as it is written.
type directoryFile struct {
	Council councilEntry          `yaml:"council"`
	Groups  map[string]groupEntry `yaml:"groups"`
}

type councilEntry struct {
	ID        string   `yaml:"id"`
	Name      string   `yaml:"name"`
	Aliases   []string `yaml:"aliases"`
	Office    string   `yaml:"office"`
	Gender    gender   `yaml:"gender"`
	Mailbox   string   `yaml:"mailbox"`
	Email     string   `yaml:"email"`
	Phone     string   `yaml:"phone"`
	Addressee string   `yaml:"addressee"`
}

type groupEntry struct {
	Title   string        `yaml:"title"`
	Members []memberEntry `yaml:"members"`
}

type memberEntry struct {
	ID        string   `yaml:"id"`
	Name      string   `yaml:"name"`
	Code      string   `yaml:"code"`
	Office    string   `yaml:"office"`
	Gender    gender   `yaml:"gender"`
	Email     string   `yaml:"email"`
	Contacts  []string `yaml:"contacts"`
	Cc        []string `yaml:"cc"`
	Domains   []string `yaml:"domains"`
	Phone     string   `yaml:"phone"`
	Addressee string   `yaml:"addressee"`
	Superior  string   `yaml:"superior"`
	Channel   channel  `yaml:"channel"`
}

// channel reads a workflow.LetterChannel from a file.
type channel workflow.LetterChannel

const byMail = "email" // as it is written

// UnmarshalText refuses what is neither.
func (c *channel) UnmarshalText(b []byte) error {
	word, err := oneOf(b, byMail, string(workflow.LettersByRecords))
	if word == byMail {
		word = string(workflow.LettersByMail)
	}
	*c = channel(word)
	return err
}

// gender reads a workflow.Gender from a file.
type gender workflow.Gender

// UnmarshalText refuses what is neither female nor male; unknown is left out.
func (g *gender) UnmarshalText(b []byte) error {
	word, err := oneOf(b, string(workflow.Female), string(workflow.Male))
	*g = gender(word)
	return err
}

// LoadInstitutions reads an institutions.yaml. The council's own office becomes the first of
// the institutions, under the council's id, because internal tasks are asked of it.
func LoadInstitutions(path string) (workflow.Directory, error) {
	data, err := readFile(path, "start from the one that `srok init DIR` writes")
	if err != nil {
		return workflow.Directory{}, err
	}
	return ParseInstitutions(path, data)
}

// ParseInstitutions reads the bytes of an institutions.yaml; name stands in the errors.
func ParseInstitutions(name string, data []byte) (workflow.Directory, error) {
	var file directoryFile
	s, err := decode(name, data, &file)
	if err != nil {
		return workflow.Directory{}, err
	}
	if err := file.Council.check(s); err != nil {
		return workflow.Directory{}, err
	}
	r := register{source: s, mailbox: file.Council.Mailbox, ids: map[string]string{file.Council.ID: "council.id"}}
	d := workflow.Directory{Council: file.Council.council(), Institutions: []workflow.Institution{file.Council.institution()}}
	for _, id := range s.order("groups") {
		entry := file.Groups[id]
		at := "groups." + id
		if err := r.addGroup(id, at, entry); err != nil {
			return workflow.Directory{}, err
		}
		group := workflow.Group{ID: id, Title: entry.Title}
		for _, member := range entry.Members {
			group.Members = append(group.Members, member.ID)
			d.Institutions = append(d.Institutions, member.institution())
		}
		d.Groups = append(d.Groups, group)
	}
	if len(d.Groups) == 0 {
		return workflow.Directory{}, s.refuse("groups", "is missing", "write at least one group of institutions with its members")
	}
	return d, nil
}

// register checks what holds across the whole file.
type register struct {
	*source
	mailbox string
	ids     map[string]string // of institutions and groups together, because a task's whom names either
}

func (r register) addID(at, id string) error {
	if err := r.checkID(at, id); err != nil {
		return err
	}
	if other, twice := r.ids[id]; twice {
		return r.refuse(at, fmt.Sprintf("the id %q is taken by %s on line %d", id, r.label(other), r.source.at[other].Line), "give each institution and each group an id of its own")
	}
	r.ids[id] = at
	return nil
}

func (r register) addGroup(id, at string, g groupEntry) error {
	if err := first(r.addID(at, id), r.needLine(at+".title", g.Title)); err != nil {
		return err
	}
	if len(g.Members) == 0 {
		return r.refuse(at+".members", "is missing", "write at least one institution, or take the group away")
	}
	for i, m := range g.Members {
		if err := r.addMember(fmt.Sprintf("%s.members[%d]", at, i), m); err != nil {
			return err
		}
	}
	return nil
}

func (r register) addMember(at string, m memberEntry) error {
	if err := first(
		r.addID(at+".id", m.ID),
		r.needLine(at+".name", m.Name),
		r.checkLine(at+".code", m.Code),
		r.checkLine(at+".office", m.Office),
		r.checkLine(at+".phone", m.Phone),
		r.checkLine(at+".addressee", m.Addressee),
	); err != nil {
		return err
	}
	if m.Email == "" && len(m.Contacts) == 0 && m.Channel != channel(workflow.LettersByRecords) {
		return r.refuse(at+".email", "is missing", "write the address that is written to, or channel: records where the records office sends its letters")
	}
	if m.Email != "" {
		if err := r.addAddress(at+".email", m.Email); err != nil {
			return err
		}
	}
	if m.Superior != "" {
		if err := r.addAddress(at+".superior", m.Superior); err != nil {
			return err
		}
	}
	return first(
		each(at+".contacts", m.Contacts, r.addAddress),
		each(at+".cc", m.Cc, r.addAddress),
		each(at+".domains", m.Domains, r.checkDomain),
	)
}

// addAddress refuses the council's own mailbox, with a plus part or without: a letter to it
// would come back as a reply.
func (r register) addAddress(at, address string) error {
	if err := r.checkAddress(at, address); err != nil {
		return err
	}
	if mailboxOf(address) == mailboxOf(r.mailbox) {
		return r.refuse(at, fmt.Sprintf("%q is the council's own mailbox", address), "write the address of a person or an office that answers")
	}
	return nil
}

// mailboxOf is the address without its plus part (RFC 5233), in lower case.
func mailboxOf(address string) string {
	local, domain, _ := strings.Cut(strings.ToLower(address), "@")
	local, _, _ = strings.Cut(local, "+")
	return local + "@" + domain
}

var domainForm = regexp.MustCompile(`^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$`)

// hostForm is a name within one network.
var hostForm = regexp.MustCompile(`(?i)^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$`)

func isDomain(s string) bool { return len(s) <= 253 && domainForm.MatchString(s) }

func (r register) checkDomain(at, domain string) error {
	if !isDomain(domain) {
		return r.refuse(at, fmt.Sprintf("%q is not a domain", excerpt(domain)), "write it as example.bg, without @, in lower-case Latin letters")
	}
	return nil
}

// each checks the items of a list in order.
func each(at string, items []string, check func(at, item string) error) error {
	for i, item := range items {
		if err := check(fmt.Sprintf("%s[%d]", at, i), item); err != nil {
			return err
		}
	}
	return nil
}

func (c councilEntry) check(s *source) error {
	r := register{source: s, mailbox: c.Mailbox}
	return first(
		s.checkID("council.id", c.ID),
		s.needLine("council.name", c.Name),
		each("council.aliases", c.Aliases, s.needLine),
		s.checkLine("council.office", c.Office),
		s.checkLine("council.phone", c.Phone),
		s.checkLine("council.addressee", c.Addressee),
		s.checkAddress("council.mailbox", c.Mailbox),
		r.addAddress("council.email", c.Email),
	)
}

func (c councilEntry) council() workflow.Council {
	return workflow.Council{ID: c.ID, Name: c.Name, Aliases: c.Aliases, Mailbox: c.Mailbox, Chair: c.Email}
}

// institution is the council's own office, of which the plan asks internal tasks.
func (c councilEntry) institution() workflow.Institution {
	return workflow.Institution{
		ID: c.ID, Name: c.Name, Office: c.Office, Gender: workflow.Gender(c.Gender),
		Contacts: []string{c.Email}, Phone: c.Phone, Addressee: c.Addressee,
	}
}

func (m memberEntry) institution() workflow.Institution {
	contacts := m.Contacts
	if m.Email != "" && !slices.Contains(contacts, m.Email) {
		contacts = slices.Insert(slices.Clone(contacts), 0, m.Email)
	}
	return workflow.Institution{
		ID: m.ID, Name: m.Name, Code: m.Code, Office: m.Office, Gender: workflow.Gender(m.Gender),
		Contacts: contacts, Cc: m.Cc, Domains: m.Domains, Phone: m.Phone,
		Addressee: m.Addressee, Superior: m.Superior, Channel: workflow.LetterChannel(m.Channel),
	}
}
