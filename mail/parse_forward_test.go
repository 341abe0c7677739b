package mail

import (
	"strings"
	"testing"
)

// The texts of mails inside are not the sender's own, but they are at hand; likewise what the HTML
// says beside the plain text.
func TestTextsBesideTheText(t *testing.T) {
	m, files := parsed(t, crlf(`From: clerk@abv.example
Subject: Fwd
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: multipart/alternative; boundary=a

--a
Content-Type: text/plain; charset=utf-8

Препращам.
--a
Content-Type: text/html; charset=utf-8

<p>Препращам, <b>ред</b> 7.</p>
--a--
--b
Content-Type: message/rfc822

From: =?utf-8?B?0JrQvNC10YI=?= <kmet@obshtina.example>
Subject: =?utf-8?B?0JTQvtC60LvQsNC0?=
Content-Type: multipart/mixed; boundary=n

--n
Content-Type: multipart/alternative; boundary=na

--na
Content-Type: text/plain; charset=utf-8

Доклад за годината.
--na
Content-Type: text/html; charset=utf-8

<p>Доклад за <i>годината</i>: 8</p><img src="cid:seal">
--na--
--n
Content-Type: image/png; name=seal.png
Content-ID: <seal>

png
--n--
--b--
`), Options{})
	if m.Text != "Препращам." || m.FullText != m.Text {
		t.Errorf("the text is %q, in full %q", m.Text, m.FullText)
	}
	if want := "От: Кмет <kmet@obshtina.example>\nОтносно: Доклад\n\nДоклад за годината."; m.Forwarded != want {
		t.Errorf("forwarded is %q, not %q", m.Forwarded, want)
	}
	if !strings.Contains(m.Beside, "ред 7") || !strings.Contains(m.Beside, "годината: 8") {
		t.Errorf("beside is %q", m.Beside)
	}
	if len(files) != 1 || m.Attachments[0].Inline {
		t.Errorf("the picture of the mail inside is a file of this one: %+v", m.Attachments)
	}
}
