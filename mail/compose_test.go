package mail_test

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	netmail "net/mail"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"srok/mail"

	"github.com/emersion/go-message"
	_ "github.com/emersion/go-message/charset"
	"pgregory.net/rapid"
)

var update = flag.Bool("update", false, "write the golden files anew")

func outgoing() mail.Outgoing {
	return mail.Outgoing{
		From: "council@pernik.example", FromName: "Областен обществен съвет", ReplyTo: "council+SROK-1@pernik.example",
		To: []string{"kmet@breznik.example"}, Cc: []string{"delovodstvo@община.example"},
		Subject:   "Искане на годишен отчет по мерки I.4, V.2 и VI.1 от плана за 2018 г. [SROK-7KQ2M]",
		MessageID: "abc.1@pernik.example", InReplyTo: "x.1@breznik.example", References: []string{"abc.0@pernik.example"},
		Date: time.Date(2018, 12, 3, 9, 0, 0, 0, time.FixedZone("EET", 7200)), AutoSubmitted: "auto-generated",
		Plain: "Уважаеми господин кмете,\nмоля…\n", HTML: "<p>Уважаеми господин кмете,</p>",
		Files: []mail.File{
			{Name: "Годишен отчет 2018 – Община Перник.xlsx", Type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", Data: []byte("PK…")},
			{Name: `plan; "2018".ics`, Type: "text/calendar; method=PUBLISH; charset=utf-8", Data: []byte("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")},
		},
	}
}

func compose(t testing.TB, o mail.Outgoing) []byte {
	t.Helper()
	raw, err := mail.Compose(o)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

var boundaries = regexp.MustCompile(`[0-9a-f]{60}`)

// sameBoundaries numbers the random boundaries in order of appearance.
func sameBoundaries(raw []byte) []byte {
	known := map[string]string{}
	return boundaries.ReplaceAllFunc(raw, func(b []byte) []byte {
		if known[string(b)] == "" {
			known[string(b)] = fmt.Sprintf("boundary-%d", len(known)+1)
		}
		return []byte(known[string(b)])
	})
}

func TestComposeGolden(t *testing.T) {
	plain := outgoing()
	plain.FromName, plain.ReplyTo, plain.Cc, plain.InReplyTo, plain.References, plain.AutoSubmitted, plain.HTML, plain.Files = "", "", nil, "", nil, "", "", nil
	for name, o := range map[string]mail.Outgoing{"full": outgoing(), "plain": plain} {
		got := sameBoundaries(compose(t, o))
		if again := sameBoundaries(compose(t, o)); !bytes.Equal(got, again) {
			t.Errorf("%s: composed twice, it differs", name)
		}
		path := filepath.Join("testdata", "compose", name+".eml")
		if *update {
			if err := os.WriteFile(path, got, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s differs from %s:\n%s", name, path, got)
		}
	}
}

// What is composed is read back the same by another library, and by net/mail.
func TestComposeIsReadBack(t *testing.T) {
	o := outgoing()
	raw := compose(t, o)
	if bytes.ContainsFunc(raw, func(r rune) bool { return r > '~' }) {
		t.Error("not 7-bit")
	}
	m, err := netmail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	header := func(key string) string {
		s, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get(key))
		if err != nil {
			t.Errorf("%s: %v", key, err)
		}
		return s
	}
	for key, want := range map[string]string{
		"Subject": o.Subject, "From": o.FromName + " <" + o.From + ">", "To": "<" + o.To[0] + ">", "Cc": "<delovodstvo@xn--80abvuc1e.example>",
		"Reply-To": "<" + o.ReplyTo + ">", "Message-Id": "<" + o.MessageID + ">", "In-Reply-To": "<" + o.InReplyTo + ">", "References": "<" + o.References[0] + "> <" + o.InReplyTo + ">",
		"Auto-Submitted": "auto-generated", "Date": "Mon, 03 Dec 2018 09:00:00 +0200", "User-Agent": "", "X-Mailer": "",
	} {
		if got := header(key); got != want {
			t.Errorf("%s: %q, want %q", key, got, want)
		}
	}

	e, err := message.Read(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	var parts []string
	err = e.Walk(func(_ []int, part *message.Entity, err error) error {
		if err != nil {
			return err
		}
		kind, params, err := part.Header.ContentType()
		if err != nil || strings.HasPrefix(kind, "multipart/") {
			return err
		}
		body, err := io.ReadAll(part.Body)
		_, disposition, _ := part.Header.ContentDisposition()
		parts = append(parts, strings.Join([]string{kind, params["name"], disposition["filename"], string(body)}, "|"))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"text/plain|||Уважаеми господин кмете,\r\nмоля…\r\n",
		"text/html|||<p>Уважаеми господин кмете,</p>",
		"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet|" + o.Files[0].Name + "|" + o.Files[0].Name + "|PK…",
		"text/calendar|" + o.Files[1].Name + "|" + o.Files[1].Name + "|BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n",
	}
	if strings.Join(parts, "\n") != strings.Join(want, "\n") {
		t.Errorf("parts:\n%q\nwant\n%q", parts, want)
	}
}

func TestComposeRefuses(t *testing.T) {
	long := strings.Repeat("Община ", 30) // 300 bytes and more
	for _, tt := range []struct {
		field  string
		change func(*mail.Outgoing)
	}{
		{"From", func(o *mail.Outgoing) { o.From = "" }},
		{"From", func(o *mail.Outgoing) { o.From = "council@pernik.example\r\nBcc: x@y.example" }},
		{"From", func(o *mail.Outgoing) { o.From = "Съвет <council@pernik.example>" }},
		{"FromName", func(o *mail.Outgoing) { o.FromName = "Съвет\r\nBcc: x@y.example" }},
		{"FromName", func(o *mail.Outgoing) { o.FromName = long }},
		{"FromName", func(o *mail.Outgoing) { o.FromName = "a\u202eb" }},
		{"ReplyTo", func(o *mail.Outgoing) { o.ReplyTo = "a@b, c@d" }},
		{"To", func(o *mail.Outgoing) { o.To = nil }},
		{"To[1]", func(o *mail.Outgoing) { o.To = append(o.To, "kmet") }},
		{"Cc[0]", func(o *mail.Outgoing) { o.Cc = []string{"a@b.example\x00"} }},
		{"Cc[0]", func(o *mail.Outgoing) { o.Cc = []string{strings.Repeat("a", 65) + "@b.example"} }},
		{"Cc[0]", func(o *mail.Outgoing) { o.Cc = []string{"a@-b-.example"} }},
		{"Subject", func(o *mail.Outgoing) { o.Subject = "a\nBcc: x@y.example" }},
		{"Subject", func(o *mail.Outgoing) { o.Subject = "a\u2028b" }},
		{"Subject", func(o *mail.Outgoing) { o.Subject = long + long }},
		{"Subject", func(o *mail.Outgoing) { o.Subject = "a\xff" }},
		{"Date", func(o *mail.Outgoing) { o.Date = time.Time{} }},
		{"MessageID", func(o *mail.Outgoing) { o.MessageID = "" }},
		{"MessageID", func(o *mail.Outgoing) { o.MessageID = "a> <b" }},
		{"InReplyTo", func(o *mail.Outgoing) { o.InReplyTo = "a\r\nb" }},
		{"References[1]", func(o *mail.Outgoing) { o.References = []string{"a", "b>\r\nBcc: c"} }},
		{"AutoSubmitted", func(o *mail.Outgoing) { o.AutoSubmitted = "yes" }},
		{"Plain", func(o *mail.Outgoing) { o.Plain = "" }},
		{"Plain", func(o *mail.Outgoing) { o.Plain = "a\x00" }},
		{"HTML", func(o *mail.Outgoing) { o.HTML = "\xff" }},
		{"Files[1]", func(o *mail.Outgoing) { o.Files[1].Name = "" }},
		{"Files[1]", func(o *mail.Outgoing) { o.Files[1].Name = "../../x" }},
		{"Files[1]", func(o *mail.Outgoing) { o.Files[1].Name = `C:\x` }},
		{"Files[1]", func(o *mail.Outgoing) { o.Files[1].Name = "a\r\nb" }},
		{"Files[1]", func(o *mail.Outgoing) { o.Files[1].Name = long }},
		{"Files[0]", func(o *mail.Outgoing) { o.Files[0].Name = "отчет\u202excod.exe" }},
		{"Files[0]", func(o *mail.Outgoing) { o.Files[0].Type = "spreadsheet" + "\r\n" }},
	} {
		o := outgoing()
		tt.change(&o)
		raw, err := mail.Compose(o)
		var bad *mail.BadField
		if !errors.As(err, &bad) || bad.Field != tt.field || bad.Why == "" {
			t.Errorf("%s: %v", tt.field, err)
		}
		if raw != nil {
			t.Errorf("%s: composed nevertheless", tt.field)
		}
	}
}

// nameAlone is a header's field that has nothing beside its name and all of its value below.
var nameAlone = regexp.MustCompile(`(?m)^[A-Za-z-]+:[ \t]*\r\n[ \t]`)

// Whatever stands in a letter's fields, it is refused or stays in its place: no field makes a
// header, no line is too long.
func TestComposeNeverBreaksOut(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		o := outgoing()
		text := rapid.OneOf(rapid.String(), rapid.StringN(0, 300, 600), rapid.SampledFrom([]string{"a\r\nX-Evil: 1", "\x00", "=?utf-8?q?X?=", `"\`, "а б"}))
		o.Subject, o.FromName, o.Files[0].Name = text.Draw(t, "subject"), text.Draw(t, "name"), text.Draw(t, "file")
		o.Plain, o.HTML = text.Draw(t, "plain"), text.Draw(t, "html")
		raw, err := mail.Compose(o)
		if err != nil {
			var bad *mail.BadField
			if !errors.As(err, &bad) {
				t.Fatalf("%v", err)
			}
			return
		}
		head, _, _ := strings.Cut(string(raw), "\r\n\r\n")
		if field := nameAlone.FindString(head); field != "" {
			t.Fatalf("header field %q", field)
		}
		for line := range strings.SplitSeq(head, "\r\n") {
			if strings.Contains(line, "=?") && len(line) > 76 {
				t.Fatalf("header line %q", line)
			}
		}
		for line := range strings.SplitSeq(string(raw), "\r\n") {
			if len(line) > 998 || strings.ContainsAny(line, "\r\n\x00") || strings.HasPrefix(line, "X-Evil") || !utf8.ValidString(line) {
				t.Fatalf("line %q", line)
			}
		}
		m, err := netmail.ReadMessage(bytes.NewReader(raw))
		if err != nil {
			t.Fatal(err)
		}
		if len(m.Header) != 12 {
			t.Fatalf("%d headers: %v", len(m.Header), m.Header)
		}
		subject, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
		if err != nil || strings.TrimSpace(subject) != strings.TrimSpace(o.Subject) {
			t.Fatalf("subject %q, want %q: %v", subject, o.Subject, err)
		}
		_, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
		if err != nil {
			t.Fatal(err)
		}
		for parts := multipart.NewReader(m.Body, params["boundary"]); ; {
			part, err := parts.NextPart()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			if strings.HasPrefix(part.Header.Get("Content-Type"), "application/vnd") && part.FileName() != filepath.Base(o.Files[0].Name) {
				t.Fatalf("file %q, want %q", part.FileName(), o.Files[0].Name)
			}
		}
	})
}

func FuzzWireAddress(f *testing.F) {
	for _, seed := range []string{"a@b.example", "кмет@община.example", `"a b"@c.example`, "a@[127.0.0.1]", "a@b@c", "a@b\r\nc", "<a@b>", "\u202ea@b", "a(x)@b.example"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, address string) {
		wire, err := mail.WireAddress(address)
		if err != nil {
			return
		}
		if strings.ContainsAny(wire, "\r\n\x00<> ,") {
			t.Errorf("%q passed as %q", address, wire)
		}
		if again, err := mail.WireAddress(wire); err != nil || again != wire {
			t.Errorf("%q, again %q: %v", wire, again, err)
		}
	})
}

// A letter with a form of 10 KB.
func BenchmarkCompose(b *testing.B) {
	o := outgoing()
	o.Plain, o.HTML = strings.Repeat(o.Plain, 30), strings.Repeat(o.HTML, 30)
	o.Files[0].Data = bytes.Repeat([]byte{1, 2, 3, 4, 5}, 2<<10)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := mail.Compose(o); err != nil {
			b.Fatal(err)
		}
	}
}

// The longest Message-IDs that are taken still make lines that every server carries (RFC 5322, 2.1.1),
// and what is answered is named once.
func TestLongThread(t *testing.T) {
	o := outgoing()
	id := func(s string) string { return strings.Repeat(s, 243) + "@pernik.test" }
	o.InReplyTo, o.References = id("z"), []string{id("x"), id("y"), id("z")}
	raw := compose(t, o)
	m, err := netmail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := strings.Fields(m.Header.Get("References")), []string{"<" + id("x") + ">", "<" + id("y") + ">", "<" + id("z") + ">"}; !slices.Equal(got, want) {
		t.Errorf("References: %q", got)
	}
	for line := range bytes.SplitSeq(raw, []byte("\r\n")) {
		if len(line) > 998 {
			t.Errorf("a line of %d octets", len(line))
		}
	}
}
