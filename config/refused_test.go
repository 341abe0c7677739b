package config

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"srok/workflow"
)

func wantRefusal(t *testing.T, err error, want string) {
	t.Helper()
	var refusal *workflow.Refusal
	switch {
	case !errors.As(err, &refusal):
		t.Errorf("is not refused (%v), want\n%s", err, want)
	case err.Error() != want:
		t.Errorf("got\n%s\nwant\n%s", err, want)
	}
}

var update = flag.Bool("update", false, "write the golden files anew")

// bad is a file that is refused: a good one with the text old replaced by the text new;
// without old, new is the file.
type bad struct {
	name, old, new string
}

// checkRefused compares the errors, as an administrator sees them, with a golden file.
func checkRefused(t *testing.T, good string, tests []bad, parse func(data []byte) error) {
	t.Helper()
	if err := parse([]byte(good)); err != nil {
		t.Fatalf("the good file is refused: %v", err)
	}
	var got strings.Builder
	for _, test := range tests {
		file := test.new
		if test.old != "" {
			if !strings.Contains(good, test.old) {
				t.Fatalf("%s: the good file has no %q", test.name, test.old)
			}
			file = strings.Replace(good, test.old, test.new, 1)
		}
		err := parse([]byte(file))
		if refusal := new(workflow.Refusal); !errors.As(err, &refusal) {
			t.Errorf("%s: is not refused: %v", test.name, err)
		}
		fmt.Fprintf(&got, "%s\n    %v\n", test.name, err)
	}
	checkGolden(t, got.String())
}

// checkGolden compares what a test got with its golden file.
func checkGolden(t *testing.T, got string) {
	t.Helper()
	golden := filepath.Join("testdata", t.Name()+".golden")
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("the errors differ from %s (-update writes it anew); got\n%s", golden, got)
	}
}

const goodConfig = `council:
  chair_title: Председател
  contact_office: секретариат
  short_name: ОС
  plan_title: Плана
smtp:
  host: mail.example
  user: council
  password_file: mail.password
imap:
  host: mail.example
  user: council
  password_env: IMAP
letters:
  from: 09:00
  to: 16:30
digest: 0 8 * * 1
`

func TestConfigRefused(t *testing.T) {
	checkRefused(t, goodConfig, []bad{
		{"unknown key", "plan_title", "plan_titel"},
		{"unknown key at the top", "digest:", "weekly:"},
		{"password", "password_file: mail.password", "password: hunter2"},
		{"number is text", "user: council\n  password_env", "poll_minutes: often\n  user: council\n  password_env"},
		{"fraction", "password_env: IMAP", "password_env: IMAP\n  poll_minutes: 1.5"},
		{"silence before the next look", "password_env: IMAP", "password_env: IMAP\n  poll_minutes: 60"},
		{"neither true nor false", "password_env: IMAP", "password_env: IMAP\n  verify_dkim: maybe"},
		{"number in quotes", "password_env: IMAP", "password_env: IMAP\n  poll_minutes: \"5\""},
		{"text is a list", "chair_title: Председател", "chair_title: [a, b]"},
		{"text is a switch", "chair_title: Председател", "chair_title: true"},
		{"keys are a text", "letters:\n  from: 09:00\n  to: 16:30", "letters: always"},
		{"list is a text", "password_env: IMAP", "password_env: IMAP\n  folders: INBOX"},
		{"twice", "short_name: ОС", "short_name: ОС\n  short_name: ОП"},
		{"missing", "  short_name: ОС\n", ""},
		{"part missing", "smtp:\n  host: mail.example\n  user: council\n  password_file: mail.password\n", ""},
		{"no word of the list", "host: mail.example", "host: mail.example\n  tls: ssl"},
		{"host with port", "host: mail.example", "host: mail.example:25"},
		{"no machine's name", "host: mail.example", "host: mail.example\n  helo_name: сървър на съвета"},
		{"port", "host: mail.example", "host: mail.example\n  port: 70000"},
		{"password in the clear", "host: mail.example", "host: mail.example\n  tls: none"},
		{"two passwords", "password_env: IMAP", "password_env: IMAP\n  password_file: x"},
		{"no password", "  password_env: IMAP\n", ""},
		{"mailbox without login", "password_env: IMAP", "auth: none"},
		{"no folder", "password_env: IMAP", "password_env: IMAP\n  folders: []"},
		{"window backwards", "to: 16:30", "to: 08:00"},
		{"no time of day", "from: 09:00", "from: 25:00"},
		{"digest in the lost hour", "0 8 * * 1", "30 3 * * 1"},
		{"digest every hour", "0 8 * * 1", "\"0 * * * *\""},
		{"digest with a zone", "0 8 * * 1", "CRON_TZ=Europe/Sofia"},
		{"digest on either day", "0 8 * * 1", "0 8 13 * 5"},
		{"digest on no day", "0 8 * * 1", "0 8 31 2 *"},
		{"digest by interval", "0 8 * * 1", "\"@every 168h\""},
		{"digest of four fields", "0 8 * * 1", "0 8 * *"},
		{"retry", "to: 16:30", "to: 16:30\n  retry_minutes: [5, 0]"},
		{"no domain", "to: 16:30", "to: 16:30\n  domains:\n    Abv_bg: {per_minute: 5}"},
		{"a domain's unknown limit", "to: 16:30", "to: 16:30\n  domains:\n    abv.bg: {per_hour: 5}"},
		{"a domain's limit of nothing", "to: 16:30", "to: 16:30\n  domains:\n    abv.bg: {connections: 0}"},
		{"a domain's connections", "to: 16:30", "to: 16:30\n  domains:\n    mail.bg: {per_minute: 5}\n    abv.bg: {connections: 17}"},
		{"a domain's rate", "to: 16:30", "to: 16:30\n  domains:\n    abv.bg: {per_minute: -1}"},
		{"a domain's limit is a number", "to: 16:30", "to: 16:30\n  domains: {abv.bg: 5}"},
		{"a domain twice", "to: 16:30", "to: 16:30\n  domains:\n    abv.bg: {per_minute: 5}\n    abv.bg: {per_minute: 6}"},
		{"the rate of each domain", "to: 16:30", "to: 16:30\n  domain_per_minute: 20000"},
		{"impossible date", "digest:", "calendar: {off: [{date: 2018-06-31, why: x}]}\ndigest:"},
		{"day off and worked", "digest:", "calendar: {off: [{date: 2018-06-30, why: x}], work: [{date: 2018-06-30, why: x}]}\ndigest:"},
		{"day without why", "digest:", "calendar: {off: [{date: 2018-06-30}]}\ndigest:"},
		{"listen", "digest:", "listen: 8025\ndigest:"},
		{"a folder twice", "password_env: IMAP", "password_env: IMAP\n  folders: [INBOX, Junk, INBOX]"},
		{"a host with a port", "digest:", "hosts: [srok.example.bg:80]\ndigest:"},
		{"a host as a link", "digest:", "hosts: [http://srok.example.bg]\ndigest:"},
		{"an empty host", "digest:", "hosts: [\"\"]\ndigest:"},
		{"right-to-left mark", "short_name: ОС", "short_name: \"О\u202eС\""},
		{"two addresses of a form", "digest:", "reply_address: [plain]\ndigest:"},
		{"a scanner nowhere", "digest:", "clamd: {address: localhost}\ndigest:"},
		{"a scanner without patience", "digest:", "clamd: {address: /run/clamd.ctl, timeout_seconds: 0}\ndigest:"},
		{"outgoing number", "digest:", "outgoing_number: late\ndigest:"},
		{"tokens in the clear", "digest:", "oauth: {token_url: http://login.example/token, client_id: x, client_secret_file: y}\ndigest:"},
		{"tokens without a secret", "digest:", "oauth: {token_url: https://login.example/token, client_id: x}\ndigest:"},
		{"tokens from nowhere", "digest:", "oauth: {client_id: x}\ndigest:"},
		{"tokens for nothing", "digest:", "oauth: {token_url: https://login.example/token, client_id: x, client_secret_file: y}\ndigest:"},
		{"tokens and a password", "  host: mail.example\n  user: council\n  password_file: mail.password", "  host: mail.example\n  user: council\n  auth: xoauth2\n  password_file: mail.password\noauth: {token_url: https://login.example/token, client_id: x, client_secret_file: y}"},
		{"dkim without a key", "digest:", "signing: {dkim: {domain: x.example, selector: srok}}\ndigest:"},
		{"smime without a password", "digest:", "signing: {smime: {file: x.p12}}\ndigest:"},
		{"zone", "digest:", "time_zone: Europe/Sofia\ndigest:"},
	}, func(data []byte) error { _, err := Parse("srok.yaml", data); return err })
}

// What is refused of every file, before its meaning is looked at.
func TestYAMLRefused(t *testing.T) {
	checkRefused(t, goodConfig, []bad{
		{"empty", "", "# nothing\n"},
		{"no keys", "", "hello\n"},
		{"indentation", "  short_name: ОС", "short_name: ОС\n   x: y"},
		{"open quote", "short_name: ОС", "short_name: \"ОС"},
		{"tab", "  short_name: ОС", "\tshort_name: ОС"},
		{"windows-1251", "short_name: ОС", "short_name: \xce\xd1"},
		{"anchor bomb", "", "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n"},
		{"merge", "smtp:", "smtp:\n  <<: {host: x}"},
		{"tag", "short_name: ОС", "short_name: !!binary aGVsbG8="},
		{"second document", "digest:", "---\ndigest:"},
		{"deep brackets", "", strings.Repeat("[", 100000)},
		{"deep dashes", "", strings.Repeat("- ", 100000)},
		{"many keys", "", strings.Repeat("- a\n", 20001)},
		{"many empty lines", "digest:", strings.Repeat("\n", 200) + "digest:"},
		{"many empty lines of an old Mac", "digest:", strings.Repeat("\r", 200) + "digest:"},
		{"explicit key", "digest:", "? digest\n:"},
		{"large", "", strings.Repeat("# \n", 400000)},
	}, func(data []byte) error { _, err := Parse("srok.yaml", data); return err })
}

const goodInstitutions = `council:
  id: oa
  name: Областна администрация
  mailbox: council@oa.example
  email: governor@oa.example
groups:
  municipalities:
    title: Общини
    members:
      - id: breznik
        name: Община Брезник
        email: breznik@obshtina.example
      - id: tran
        name: Община Трън
        email: tran@obshtina.example
  units:
    title: Звена
    members:
      - id: rzi
        name: РЗИ
        contacts: [rzi@unit.example]
`

func TestInstitutionsRefused(t *testing.T) {
	checkRefused(t, goodInstitutions, []bad{
		{"no council", goodInstitutions[:strings.Index(goodInstitutions, "groups:")], ""},
		{"no groups", goodInstitutions[strings.Index(goodInstitutions, "groups:"):], ""},
		{"no mailbox", "  mailbox: council@oa.example\n", ""},
		{"no id", "- id: breznik\n        name", "- name"},
		{"id in Cyrillic", "id: breznik", "id: брезник"},
		{"id with a slash", "id: breznik", "id: bre/znik"},
		{"group id in capitals", "units:", "UNITS:"},
		{"group id with a dot", "units:", "a.b:"},
		{"id of another group", "id: rzi", "id: breznik"},
		{"id of a group", "id: rzi", "id: municipalities"},
		{"id of the council", "id: rzi", "id: oa"},
		{"group twice", "units:", "municipalities:"},
		{"no title", "    title: Звена\n", ""},
		{"no members", "    members:\n      - id: rzi\n        name: РЗИ\n        contacts: [rzi@unit.example]\n", ""},
		{"no address", "        email: tran@obshtina.example\n", ""},
		{"no address at all", "contacts: [rzi@unit.example]", "contacts: []"},
		{"address without domain", "tran@obshtina.example", "tran"},
		{"address with a name", "tran@obshtina.example", "Трън <tran@obshtina.example>"},
		{"address with a Latin name", "tran@obshtina.example", "Tran <tran@obshtina.example>"},
		{"two addresses in one", "tran@obshtina.example", "tran@obshtina.example, kmet@obshtina.example"},
		{"address in Cyrillic", "tran@obshtina.example", "трън@община.бг"},
		{"address with a Cyrillic letter that looks Latin", "tran@obshtina", "trаn@obshtina"},
		{"address with a header", "tran@obshtina.example", "\"tran@obshtina.example\\r\\nBcc: x@y.example\""},
		{"long address", "tran@obshtina.example", strings.Repeat("a", 65) + "@obshtina.example"},
		{"council's mailbox", "tran@obshtina.example", "Council@OA.example"},
		{"council's mailbox with a plus part", "rzi@unit.example", "council+x@oa.example"},
		{"council's mailbox as the chair's", "governor@oa.example", "council@oa.example"},
		{"bad copy", "contacts:", "cc: [x]\n        contacts:"},
		{"bad superior", "contacts:", "superior: x@\n        contacts:"},
		{"bad domain", "contacts:", "domains: [\"@unit.example\"]\n        contacts:"},
		{"bad channel", "contacts:", "channel: fax\n        contacts:"},
		{"bad gender", "contacts:", "gender: жена\n        contacts:"},
		{"right-to-left name", "РЗИ", "\"РЗИ\\u202e\""},
		{"name of two lines", "РЗИ", "\"РЗИ\\nДО\""},
		{"name of 300 bytes", "РЗИ", strings.Repeat("РЗИ", 50)},
		{"name with a space at the end", "РЗИ", "\"РЗИ \""},
		{"unknown key", "contacts:", "e-mail: x\n        contacts:"},
	}, func(data []byte) error { _, err := ParseInstitutions("institutions.yaml", data); return err })
}

const goodPlan = `title: План
council: ООСПК
from: 2018-01-01
to: 2018-12-31
measures:
  - key: I.4
    number: 4.
    text: Годишен доклад
    term: постоянен
    responsible: общини
  - key: V.2
    number: 2.
    text: Механизъм
    term: 2018г.
    responsible: общини
tasks:
  - key: report
    kind: report
    measures: [I.4, V.2]
    title: годишен доклад
    title_definite: годишния доклад
    items:
      - {text: сигнали, measures: [I.4]}
    whom: [municipalities]
    except: [tran]
    nil: [I.4]
    cycles:
      - {period: 2017, request: 2018-01-02, due: 2018-01-31}
      - {period: 2018, request: 2018-12-03, due: 2019-01-31}
    steps: {remind: [10, 3, 1], overdue: [1, 5], escalate: 10}
`

func TestPlanRefused(t *testing.T) {
	dir := exampleDirectory(t)
	checkRefused(t, goodPlan, []bad{
		{"no title", "title: План\n", ""},
		{"no first day", "from: 2018-01-01\n", ""},
		{"ends before it begins", "to: 2018-12-31", "to: 2017-12-31"},
		{"year before the calendar", "from: 2018-01-01", "from: 1918-01-01"},
		{"plan of a century", "to: 2018-12-31", "to: 2118-12-31"},
		{"no measures", "", "title: План\nfrom: 2018-01-01\nto: 2018-12-31\ntasks: []\n"},
		{"measure twice", "key: V.2", "key: I.4"},
		{"measure without text", "    text: Механизъм\n", ""},
		{"measure without key", "- key: V.2\n    number", "- number"},
		{"measure with an unknown column", "    term: 2018г.", "    deadline: 2018г."},
		{"task twice", "    steps:", "    note: x\n  - {key: report, kind: report, measures: [I.4], title: а, title_definite: а, whom: [tran]}\n# "},
		{"task key", "key: report", "key: Report"},
		{"no kind", "    kind: report\n", ""},
		{"unknown kind", "kind: report", "kind: reports"},
		{"unknown measure", "measures: [I.4, V.2]", "measures: [I.4, V.3]"},
		{"no measures of a task", "    measures: [I.4, V.2]\n    title: годишен доклад\n    title_definite: годишния доклад\n    items:\n      - {text: сигнали, measures: [I.4]}\n    whom: [municipalities]\n    except: [tran]\n    nil: [I.4]\n", "    title: а\n    title_definite: а\n    whom: [tran]\n"},
		{"item of another measure", "measures: [I.4]}", "measures: [I.3]}"},
		{"item without text", "{text: сигнали, ", "{"},
		{"item of two lines", "text: сигнали", "text: \"сигнали\\nи\""},
		{"measure twice in a task", "[I.4, V.2]", "[I.4, I.4]"},
		{"nil of another measure", "nil: [I.4]", "nil: [VI.1]"},
		{"nobody is asked", "    whom: [municipalities]\n", ""},
		{"unknown group", "[municipalities]", "[municipalites]"},
		{"unknown institution", "except: [tran]", "except: [trun]"},
		{"malformed period", "period: 2018", "period: 2018-Q5"},
		{"period twice", "period: 2018", "period: 2017"},
		{"impossible day", "due: 2019-01-31", "due: 2019-02-29"},
		{"no due date", ", due: 2019-01-31", ""},
		{"no request", "request: 2018-12-03, ", ""},
		{"due before request", "due: 2019-01-31", "due: 2018-11-30"},
		{"due before the plan", "{period: 2017, request: 2018-01-02, due: 2018-01-31}", "{period: 2017, request: 2017-12-01, due: 2017-12-31}"},
		{"due long after the plan", "due: 2019-01-31", "due: 2091-01-31"},
		{"due before the period", "{period: 2018, request: 2018-12-03, due: 2019-01-31}", "{period: 2018-Q4, request: 2018-02-01, due: 2018-03-01}"},
		{"request a year early", "request: 2018-12-03", "request: 2016-12-03"},
		{"step of no days", "[10, 3, 1]", "[10, 3, 0]"},
		{"step twice", "[1, 5]", "[1, 1]"},
		{"step is a word", "escalate: 10", "escalate: never"},
		{"accept what there is not", "    steps:", "    accept: always\n    steps:"},
		{"accept where there is no form", "kind: report", "kind: event\n    accept: passing-form"},
		{"too many steps", "[1, 5]", "[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21]"},
	}, func(data []byte) error { _, err := ParsePlan("plan.yaml", data, dir); return err })
}

func TestMissingFiles(t *testing.T) {
	dir := t.TempDir()
	_, err := Load(dir)
	wantRefusal(t, err, filepath.Join(dir, File)+": there is no such file; make a folder with `srok init DIR`, or name the council's folder with --dir DIR")
	if err := os.WriteFile(filepath.Join(dir, File), []byte(smallest), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err = Load(dir)
	wantRefusal(t, err, filepath.Join(dir, InstitutionsFile)+": there is no such file; start from the one that `srok init DIR` writes")
	if err := os.Mkdir(filepath.Join(dir, InstitutionsFile), 0o700); err != nil {
		t.Fatal(err)
	}
	_, err = Load(dir)
	wantRefusal(t, err, filepath.Join(dir, InstitutionsFile)+": this is no file but a folder, a pipe or a device; start from the one that `srok init DIR` writes")
	_, err = LoadPlan(filepath.Join(dir, PlanFile), workflow.Directory{})
	wantRefusal(t, err, filepath.Join(dir, PlanFile)+": there is no such file; make one from the published plan: srok plan import FILE --out plan.yaml")
}
