package mail

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"io"
	"strings"
	"testing"
)

// letterWith is a message with one base64 attachment of size bytes.
func letterWith(size int) []byte {
	var b bytes.Buffer
	b.WriteString("From: Община Перник <obshtina@example.org>\r\nTo: savet@example.org\r\nSubject: report\r\n" +
		"MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b1\r\n\r\n--b1\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nПриложено.\r\n" +
		"--b1\r\nContent-Type: application/pdf; name=report.pdf\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename=report.pdf\r\n\r\n")
	raw := make([]byte, size)
	for i := range raw {
		raw[i] = byte(i * 7)
	}
	text := base64.StdEncoding.EncodeToString(raw)
	for len(text) > 76 {
		b.WriteString(text[:76])
		b.WriteString("\r\n")
		text = text[76:]
	}
	b.WriteString(text + "\r\n--b1--\r\n")
	return b.Bytes()
}

func BenchmarkParse10MB(b *testing.B) {
	letter := letterWith(10 << 20)
	b.SetBytes(int64(len(letter)))
	b.ReportAllocs()
	for b.Loop() {
		m, err := Parse(bytes.NewReader(letter), int64(len(letter)), Options{}, nil)
		if err != nil || m.Attachments[0].Size != 10<<20 {
			b.Fatal(err, m)
		}
	}
}

// BenchmarkParse10MBSink copies the attachment out, as the intake does.
func BenchmarkParse10MBSink(b *testing.B) {
	letter := letterWith(10 << 20)
	b.SetBytes(int64(len(letter)))
	b.ReportAllocs()
	for b.Loop() {
		_, err := Parse(bytes.NewReader(letter), int64(len(letter)), Options{}, func(_ Attachment, r io.Reader) error {
			_, err := io.Copy(io.Discard, r)
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkParseSmall(b *testing.B) {
	letter := letterWith(2 << 10)
	b.SetBytes(int64(len(letter)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Parse(bytes.NewReader(letter), int64(len(letter)), Options{}, nil); err != nil {
			b.Fatal(err)
		}
	}
}

// nested is a message with multiparts depth levels deep.
func nested(depth int) string {
	var b strings.Builder
	b.WriteString("From: a@example.org\r\nSubject: deep\r\n")
	for i := range depth {
		fmt.Fprintf(&b, "Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n", i, i)
	}
	b.WriteString("Content-Type: text/plain\r\n\r\nbottom\r\n")
	for i := depth - 1; i >= 0; i-- {
		fmt.Fprintf(&b, "--b%d--\r\n", i)
	}
	return b.String()
}

// The time a level must be the same at every depth.
func BenchmarkParseNested(b *testing.B) {
	for _, depth := range []int{10, 100, 1000} {
		b.Run(fmt.Sprint(depth), func(b *testing.B) {
			letter := nested(depth)
			b.SetBytes(int64(len(letter)))
			for b.Loop() {
				m, err := Parse(strings.NewReader(letter), int64(len(letter)), Options{}, nil)
				if err != nil || m.Text != "bottom" {
					b.Fatal(err, m)
				}
			}
		})
	}
}

// What is made to be slow: each must take time in proportion to its bytes.
func BenchmarkParseHostile(b *testing.B) {
	const head = "From: a@b.example\n"
	for name, letter := range map[string]string{
		"encoded words that never end": head + "Subject: x" + strings.Repeat("\n "+strings.Repeat("=?a?b?x", 1000), 30) + "\n\nx",
		"continuation lines":           head + "Subject: x" + strings.Repeat("\n y", 80_000) + "\n\nx",
		"quotes that never end":        head + "Content-Type: a/b" + strings.Repeat(";x\\\"", 15_000) + "\nTo: " + strings.Repeat("x\\\",", 15_000) + "\n\nx",
		"junk in the header":           head + strings.Repeat("junk\n", 100_000) + "Subject: x\n\nx",
		"open tags":                    head + "Content-Type: text/html\n\n" + strings.Repeat("<div><blockquote>", 60_000),
		"beginnings of quotes":         head + "\n" + strings.Repeat("On x wrote this to somebody wrote:\n", 30_000),
		"beginnings of files":          head + "Content-Transfer-Encoding: quoted-printable\n\n" + strings.Repeat("begin 644 x\nend\n", 60_000),
		"delimiters of nobody":         head + "Content-Type: multipart/mixed; boundary=x\n\n" + strings.Repeat("--y\n", 300_000),
		"addresses in a bounce":        "From: MAILER-DAEMON@x.example\nSubject: failure notice\n\nunable to deliver\n" + strings.Repeat("a@b.example ", 90_000),
		"recipients in a report": "From: MAILER-DAEMON@x.example\nContent-Type: multipart/report; boundary=x\n\n--x\n\n" + strings.Repeat("u7@b.example unknown\n", 3000) +
			"\n--x\nContent-Type: message/delivery-status\n\n" + strings.Repeat("Final-Recipient: rfc822; u@b.example\nAction: failed\n\n", 5000) + "\n--x--\n",
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(letter)))
			for b.Loop() {
				if _, err := Parse(strings.NewReader(letter), int64(len(letter)), Options{}, nil); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
