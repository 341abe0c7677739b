package config

import (
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"

	"srok/workflow"
)

// The smallest council: everything else is a default.
const smallest = `council: {chair_title: Председател, contact_office: секретариат, short_name: ОС, plan_title: Плана}
smtp: {host: mail.example, user: council, password_file: mail.password}
imap: {host: mail.example, user: council, password_env: IMAP}
`

func exampleFile(t testing.TB, name string) []byte {
	t.Helper()
	data, err := fs.ReadFile(Example, name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func exampleDirectory(t testing.TB) workflow.Directory {
	t.Helper()
	dir, err := ExampleDirectory()
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestInitThenLoad(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "ОС Перник")
	files, err := Init(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
			t.Error(err)
		}
	}
	c, err := Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	if got := c.Directory.Council; got.ShortName != "ООСППК" || got.Mailbox != "council@oa-pernik.example" || got.ChairTitle == "" {
		t.Errorf("the letterhead was not joined: %+v", got)
	}
	if want := filepath.Join(dir, "mail.password"); c.SMTP.Password.File != want || c.IMAP.Password.File != want {
		t.Errorf("the paths are %q and %q, not %q", c.SMTP.Password.File, c.IMAP.Password.File, want)
	}
	key, err := c.Key()
	if err != nil || len(key) != KeyBytes {
		t.Errorf("the secret has %d bytes: %v", len(key), err)
	}
	if c.Zone.String() != "Europe/Sofia" {
		t.Errorf("the zone is %v", c.Zone)
	}
}

func TestInitWritesOverNothing(t *testing.T) {
	for _, name := range []string{File, InstitutionsFile, PlanFile, ExamplePlan, secretName} {
		dir := t.TempDir()
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte("mine"), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := Init(dir)
		wantRefusal(t, err, path+": is there already; name a new folder: an existing one is never written over")
		if entries, _ := os.ReadDir(dir); len(entries) != 1 {
			t.Errorf("%s: something was written: %v", name, entries)
		}
	}
}

func TestInitMakesEachCouncilItsOwnSecret(t *testing.T) {
	secret := func() string {
		dir := t.TempDir()
		if _, err := Init(dir); err != nil {
			t.Fatal(err)
		}
		data, err := os.ReadFile(filepath.Join(dir, secretName))
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	if one, other := secret(), secret(); one == other {
		t.Error("two councils have one secret")
	}
}

// The example shows every key that there is, and the defaults as they are.
func TestExampleShowsEveryKey(t *testing.T) {
	text := string(exampleFile(t, File))
	var visit func(typ reflect.Type)
	visit = func(typ reflect.Type) {
		for key, inner := range keysOf(typ) {
			if !regexp.MustCompile(`(?m)[ {#,]*\b` + key + `: ?`).MatchString(text) {
				t.Errorf("%s does not show the key %s", File, key)
			}
			if inner.Kind() == reflect.Slice {
				inner = inner.Elem()
			}
			if inner.Kind() == reflect.Struct && len(keysOf(inner)) > 0 && inner.Field(0).Tag != "" {
				visit(inner)
			}
		}
	}
	visit(reflect.TypeFor[Config]())
}

func TestExampleShowsTheDefaults(t *testing.T) {
	data, err := fs.ReadFile(Example, File)
	if err != nil {
		t.Fatal(err)
	}
	shown, err := Parse(File, data)
	if err != nil {
		t.Fatal(err)
	}
	silent, err := Parse(File, []byte(smallest))
	if err != nil {
		t.Fatal(err)
	}
	// What no default can know, and how an empty list is read.
	shown.Directory, shown.Council = silent.Directory, silent.Council
	shown.SMTP.Host, shown.SMTP.User, shown.SMTP.Password = silent.SMTP.Host, silent.SMTP.User, silent.SMTP.Password
	shown.IMAP.Host, shown.IMAP.User, shown.IMAP.Password = silent.IMAP.Host, silent.IMAP.User, silent.IMAP.Password
	shown.Calendar, shown.Letters.Domains, shown.Hosts = Calendar{}, nil, nil
	if !reflect.DeepEqual(shown, silent) {
		t.Errorf("the example shows\n%+v\nand the defaults are\n%+v", shown, silent)
	}
}

func TestParse(t *testing.T) {
	c, err := Parse(File, []byte(smallest+`
reply_address: plus
outgoing_number: before
digest: 30 7 * * 2
letters: {from: 8:30, to: "17:00", retry_minutes: [1, 2], domain_per_minute: 60, domains: {abv.bg: {connections: 1, per_minute: 5}, gov.example.bg: {per_minute: 9}}}
calendar:
  off: [{date: 2015-12-31, why: разместен почивен ден}]
  work: [{date: 2015-12-12, why: отработване}]
`))
	if err != nil {
		t.Fatal(err)
	}
	if c.ReplyAddress != PlusAddress || c.ReturnPath != PlainAddress || c.OutgoingNumber != NumberBefore {
		t.Errorf("%+v", c)
	}
	if c.Letters.From != (TimeOfDay{8, 30}) || c.Letters.To != (TimeOfDay{17, 0}) || c.Letters.PerMinute != 20 {
		t.Errorf("the window is %v to %v, %d a minute", c.Letters.From, c.Letters.To, c.Letters.PerMinute)
	}
	if got := c.Letters.RetryMinutes[1].Duration(); got != 2*time.Minute {
		t.Errorf("the second wait is %v", got)
	}
	if l := c.Letters; l.DomainPerMinute != 60 || len(l.Domains) != 2 || l.Domains["abv.bg"] != (DomainLimit{1, 5}) || l.Domains["gov.example.bg"] != (DomainLimit{0, 9}) {
		t.Errorf("the domains' limits are %+v", l)
	}
	if got := c.Calendar.Work[0].Date.String(); got != "2015-12-12" {
		t.Errorf("the worked day is %s", got)
	}
	if c.SMTP.Port != 587 || c.IMAP.Port != 993 {
		t.Errorf("the ports are %d and %d", c.SMTP.Port, c.IMAP.Port)
	}
	next := c.Digest.Next(time.Date(2018, 3, 19, 12, 0, 0, 0, c.Zone))
	if want := time.Date(2018, 3, 20, 7, 30, 0, 0, c.Zone); !next.Equal(want) {
		t.Errorf("the next digest is on %v, not %v", next, want)
	}
}

// What editors of other systems leave in a file changes nothing.
func TestParseForeignFiles(t *testing.T) {
	want, err := Parse(File, []byte(smallest))
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"byte order mark": "\ufeff" + smallest,
		"Windows":         strings.ReplaceAll(smallest, "\n", "\r\n"),
		"old Mac":         strings.ReplaceAll(smallest, "\n", "\r"),
		"a header":        "---\n" + smallest,
	} {
		if got, err := Parse(File, []byte(text)); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
}

func TestParseInstitutions(t *testing.T) {
	dir := exampleDirectory(t)
	if len(dir.Institutions) != 24 || dir.Institutions[0].ID != dir.Council.ID {
		t.Errorf("%d institutions, first %s", len(dir.Institutions), dir.Institutions[0].ID)
	}
	if len(dir.Groups) != 2 || dir.Groups[0].ID != "municipalities" || len(dir.Groups[1].Members) != 17 {
		t.Errorf("the groups are %+v", dir.Groups)
	}
	dir, err := ParseInstitutions(InstitutionsFile, []byte(`
council: {id: oa, name: Област, mailbox: c@oa.example, email: g@oa.example, phone: 076600000}
groups:
  z-last: {title: Я, members: [{id: a, name: А, email: a@x.example, contacts: [b@x.example, c@x.example], cc: [d@x.example],
    domains: [x.example], gender: female, phone: 0761234, addressee: ДО А, superior: s@x.example}]}
  a-first: {title: А, members: [{id: b, name: Б, contacts: [e@x.example], channel: email}, {id: c, name: В, channel: records}]}
`))
	if err != nil {
		t.Fatal(err)
	}
	want := workflow.Institution{ID: "a", Name: "А", Gender: workflow.Female, Contacts: []string{"a@x.example", "b@x.example", "c@x.example"},
		Cc: []string{"d@x.example"}, Domains: []string{"x.example"}, Phone: "0761234", Addressee: "ДО А", Superior: "s@x.example"}
	if !reflect.DeepEqual(dir.Institutions[1], want) {
		t.Errorf("got\n%+v\nwant\n%+v", dir.Institutions[1], want)
	}
	if b, c := dir.Institutions[2], dir.Institutions[3]; b.ByRecords() || !c.ByRecords() || len(c.Contacts) > 0 {
		t.Errorf("the channels are %q and %q", b.Channel, c.Channel)
	}
	if dir.Groups[0].ID != "z-last" || dir.Institutions[0].Phone != "076600000" {
		t.Errorf("the order or a telephone number changed: %+v", dir)
	}
}

func TestPlanWarnings(t *testing.T) {
	got := PlanWarnings(workflow.Plan{
		Measures: []workflow.Measure{{Key: "I.1"}, {Key: "I.2"}},
		Tasks:    []workflow.Task{{Key: "report", Measures: []string{"I.2"}}},
	})
	if len(got) != 2 || got[0].Where != "report" || got[1].Where != "I.1" {
		t.Errorf("%+v", got)
	}
}

// The example is the council of the shared folder, to the byte.
func TestExampleIsTheDomain(t *testing.T) {
	for _, name := range []string{InstitutionsFile, ExamplePlan} {
		want, err := os.ReadFile(filepath.Join(shared(t), "domain", name))
		if err != nil {
			t.Fatal(err)
		}
		if string(exampleFile(t, name)) != string(want) {
			t.Errorf("example/%s differs from ../shared/domain/%s", name, name)
		}
	}
}

// shared is the folder beside the repository's root.
func shared(t *testing.T) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
		if dir == filepath.Dir(dir) {
			t.Fatal("the tests do not run inside the repository")
		}
		dir = filepath.Dir(dir)
	}
	path := filepath.Join(dir, "..", "shared")
	if _, err := os.Stat(path); err != nil {
		t.Skipf("NOT TESTED: %s is not there", path)
	}
	return path
}
