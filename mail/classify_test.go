package mail

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestVerdicts(t *testing.T) {
	for _, c := range []struct {
		file string
		kind Kind
		why  string // a part of it
	}{
		{"reply-outlook.eml", KindReply, "писмото, на което отговаря"},
		{"nil-reply.eml", KindReply, "няма белези"},
		{"forwarded-bounce.eml", KindReply, ""},
		{"oof-exchange.eml", KindAutoReply, "темата"},
		{"oof-abv.eml", KindAutoReply, "Извън офиса"},
		{"oof-subject.eml", KindAutoReply, "Отсъствие"},
		{"ndr-exchange.eml", KindBounce, "RFC 3464"},
		{"ndr-free-bg.eml", KindBounce, "MAILER-DAEMON"},
		{"bounce-full.eml", KindBounce, "failed"},
		{"bounce-qmail.eml", KindBounce, "MAILER-DAEMON"},
		{"delay.eml", KindDelay, "забавено"},
		{"read.eml", KindDelivered, "RFC 8098"},
		{"newsletter.eml", KindOther, "List"},
	} {
		m := parsedFile(t, c.file, Options{OwnAddress: "savet@oblast.example"})
		if m.Kind != c.kind || !strings.Contains(m.Why, c.why) {
			t.Errorf("%s: %s (%s), not %s (… %s …)", c.file, m.Kind, m.Why, c.kind, c.why)
		}
	}
}

func TestVerdictByHeader(t *testing.T) {
	const body = "\n\nТекст.\n"
	for _, c := range []struct {
		name, header string
		kind         Kind
	}{
		{"RFC 3834", "Auto-Submitted: auto-replied (vacation)", KindAutoReply},
		{"a machine's own letter", "Auto-Submitted: auto-generated", KindOther},
		{"auto-generated in answer", "Auto-Submitted: auto-generated\nIn-Reply-To: <a@b>", KindAutoReply},
		{"said to be by hand", "Auto-Submitted: no", KindReply},
		{"suppress alone", "X-Auto-Response-Suppress: All", KindReply},
		{"older habit", "X-Autoreply: yes", KindAutoReply},
		{"older habit denied", "X-Autoreply: no", KindReply},
		{"precedence", "Precedence: auto_reply", KindAutoReply},
		{"empty return path", "Return-Path: <>", KindAutoReply},
		{"bulk", "Precedence: bulk", KindOther},
		{"list", "List-Id: <l.example.org>", KindOther},
		{"German", "Subject: Abwesenheitsnotiz: Anfrage", KindAutoReply},
		{"English", "Subject: Automatic reply: report", KindAutoReply},
		{"Bulgarian, answered", "Subject: Re: Автоматичен отговор: отчет", KindAutoReply},
		{"about leave", "Subject: Отпуските на служителите", KindReply},
		{"about automatic systems", "Subject: Доклад за автоматичните системи", KindReply},
		{"daemon without a report", "From: MAILER-DAEMON@example.org\nSubject: hello", KindOther},
	} {
		header := c.header
		if !strings.Contains(header, "From:") {
			header = "From: a@example.org\n" + header
		}
		m, _ := parsed(t, "Content-Type: text/plain; charset=utf-8\n"+header+body, Options{})
		if m.Kind != c.kind {
			t.Errorf("%s: %s (%s), not %s", c.name, m.Kind, m.Why, c.kind)
		}
	}
}

func TestOwnOnlyWhereTheCallerKnows(t *testing.T) {
	const raw = "From: savet@oblast.example\nMessage-ID: <ours@srok>\nSubject: x\n\ntext\n"
	ours := func(id, _ string) bool { return id == "ours@srok" }
	for _, c := range []struct {
		name string
		o    Options
		kind Kind
	}{
		{"unknown", Options{}, KindReply},
		{"ours", Options{OwnAddress: "Savet@oblast.example", Own: ours}, KindOwn},
		{"our id, another sender", Options{OwnAddress: "other@oblast.example", Own: ours}, KindReply},
		{"our address, another id", Options{OwnAddress: "savet@oblast.example", Own: func(string, string) bool { return false }}, KindOther},
	} {
		if m, _ := parsed(t, raw, c.o); m.Kind != c.kind {
			t.Errorf("%s: %s (%s), not %s", c.name, m.Kind, m.Why, c.kind)
		}
	}
}

// A reminder of ours refers to its request, so that a program's answer to it refers to both; a person's to
// a notice of absence refers to that.
func TestAnswersToRemindersOfOurs(t *testing.T) {
	ours := func(id, _ string) bool { return strings.HasSuffix(id, "@srok") }
	for references, want := range map[string]Kind{
		"<request@srok> <reminder@srok>":            KindAutoReply,
		"<request@srok> <away@obshtina.example>":    KindReply,
		"<other@x.example> <away@obshtina.example>": KindReply,
		"<reminder@srok>":                           KindAutoReply,
	} {
		raw := "From: a@obshtina.example\nSubject: Re: Out of office\nReferences: " + references + "\nIn-Reply-To: " + references[strings.LastIndex(references, "<"):] + "\n\nBack on Monday.\n"
		if m, _ := parsed(t, raw, Options{Own: ours}); m.Kind != want {
			t.Errorf("%s: %s (%s), not %s", references, m.Kind, m.Why, want)
		}
	}
}

func TestReadReceiptNamesTheLetter(t *testing.T) {
	m := parsedFile(t, "read.eml", Options{})
	if m.Bounce == nil || m.Bounce.OriginalID != "letter-9@oblast.example" || m.Bounce.Recipients[0].Address != "d.dimitrova@riosv.example" {
		t.Errorf("%+v", m.Bounce)
	}
}

func TestAuthOfTheTrustedServerOnly(t *testing.T) {
	const raw = "Authentication-Results: mx.example.org; spf=pass smtp.mailfrom=a@b.org; dkim=fail header.d=b.org; dmarc=pass header.from=b.org\n" +
		"Authentication-Results: mx.evil.example; dkim=pass header.d=b.org\nFrom: a@b.org\n\nx\n"
	for server, want := range map[string]string{
		"":               "",
		"mx.example.org": "spf=pass dkim=fail (b.org) dmarc=pass",
		"mx.other.org":   "",
	} {
		if m, _ := parsed(t, raw, Options{AuthServer: server}); m.Auth != want {
			t.Errorf("%q: %q, not %q", server, m.Auth, want)
		}
	}
}

// A server cites the sender in what it says: what stands in a comment or between quotation marks is no
// result, and a field of the server's own that breaks the rules lets none below it be believed.
func TestAuthIsNotWrittenBySenders(t *testing.T) {
	const forged = "Authentication-Results: mx.example.org; dkim=pass header.d=b.org; dmarc=pass\nFrom: a@b.org\n\nx\n"
	for own, want := range map[string]string{
		"mx.example.org; spf=fail smtp.mailfrom=a@b.org":                                        "spf=fail",
		"MX.example.org 1; spf=fail":                                                            "spf=fail",
		"mx.example.org (a filter) 1 ; spf=fail":                                                "spf=fail",
		"\"mx.example.org\"; spf=fail":                                                          "spf=fail",
		"mx.example.org; none":                                                                  "",
		"mx.example.org 2; spf=pass":                                                            "",
		"mx.example.org; spf=fail (helo evil; sender \"x) dmarc=pass":                           "spf=fail",
		"mx.example.org; spf=fail (x; dkim=pass header.d=b.org)":                                "spf=fail",
		"mx.example.org; spf=fail (x (y; dmarc=pass) \\); dkim=pass header.d=b.org)":            "spf=fail",
		"mx.example.org; spf=fail smtp.mailfrom=\"a; dkim=pass header.d=b.org; \"@evil.example": "spf=fail",
		"mx.example.org; spf=fail smtp.mailfrom=\"a (\"@evil.example; dkim=fail header.d=b.org": "spf=fail dkim=fail (b.org)",
		"mx.example.org; spf=fail reason=\"no; not at all\"; dmarc=fail":                        "spf=fail dmarc=fail",
		"mx.example.org; what is that; dmarc=fail":                                              "dmarc=fail",
		"mx.example.org; dkim = pass header.d = b.org":                                          "dkim=pass (b.org)",
		"mx.example.org; dkim=pass (2048-bit key) header.d=\"b.org\" header.i=@b.org":           "dkim=pass (b.org)",
	} {
		if m, _ := parsed(t, "Authentication-Results: "+own+"\n"+forged, Options{AuthServer: "mx.example.org"}); m.Auth != want {
			t.Errorf("%s: %q, not %q", own, m.Auth, want)
		}
	}
}

// The shape that other programs rely on (design.md).
func TestMessageMarshals(t *testing.T) {
	m, _ := parsed(t, "From: a@b.org\nDate: Mon, 14 Jan 2019 10:12:00 +0200\n\nx\n", Options{})
	raw, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	const want = `{"kind":"reply","why":"няма белези на автоматично или масово писмо","subject":"","from":"a@b.org","date":"2019-01-14T08:12:00Z","messageId":"","inReplyTo":[],"references":[],"text":"x","attachments":[],"auth":"","warnings":[]}`
	if string(raw) != want {
		t.Errorf("%s\nnot\n%s", raw, want)
	}
}
