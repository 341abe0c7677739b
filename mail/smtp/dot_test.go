package smtp

import (
	"bufio"
	"bytes"
	"io"
	"net/textproto"
	"strings"
	"testing"
	"testing/iotest"
)

// sent is what the dot writer makes of a letter that comes in pieces.
func sent(t testing.TB, r io.Reader) string {
	t.Helper()
	var out bytes.Buffer
	d := newDotWriter(bufio.NewWriter(&out))
	if _, err := io.Copy(d, r); err != nil {
		t.Fatal(err)
	}
	if left, err := d.end(); err != nil || !left {
		t.Fatal(left, err)
	}
	return out.String()
}

func TestDotWriter(t *testing.T) {
	for in, want := range map[string]string{
		"":                    ".\r\n",
		"a":                   "a\r\n.\r\n",
		"a\r\n":               "a\r\n.\r\n",
		"a\n":                 "a\r\n.\r\n",
		"a\r":                 "a\r\n.\r\n",
		".":                   "..\r\n.\r\n",
		".\r\n":               "..\r\n.\r\n",
		"..\r\n.b\r\n":        "...\r\n..b\r\n.\r\n",
		"a\n.\nb\r\n":         "a\r\n..\r\nb\r\n.\r\n",
		"\n\n.\r\n":           "\r\n\r\n..\r\n.\r\n",
		"a.b\r\n\r\n. c\r\nd": "a.b\r\n\r\n.. c\r\nd\r\n.\r\n",
	} {
		if got := sent(t, strings.NewReader(in)); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
		if got := sent(t, iotest.OneByteReader(strings.NewReader(in))); got != want {
			t.Errorf("%q in pieces: %q, want %q", in, got, want)
		}
	}
}

// Whatever a letter holds, the server reads it back and the data ends where it ends.
func FuzzDotWriter(f *testing.F) {
	for _, seed := range []string{"", "a", ".", "\n.\n", "\r\n.\r\n", "a\r\n.\r\nMAIL FROM:<x>\r\n", "\r", "\n", "..", "\r.\n"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, letter []byte) {
		whole := sent(t, bytes.NewReader(letter))
		if pieces := sent(t, iotest.OneByteReader(bytes.NewReader(letter))); pieces != whole {
			t.Fatalf("%q in pieces, %q at once", pieces, whole)
		}
		server := bufio.NewReader(strings.NewReader(whole))
		got, err := io.ReadAll(textproto.NewReader(server).DotReader())
		if err != nil {
			t.Fatal(err)
		}
		if rest, _ := io.ReadAll(server); len(rest) > 0 {
			t.Fatalf("%q: the data ended early, a command %q follows", letter, rest)
		}
		want := strings.ReplaceAll(string(letter), "\r\n", "\n")
		if strings.HasSuffix(want, "\r") {
			want = strings.TrimSuffix(want, "\r") + "\n"
		}
		if want != "" && !strings.HasSuffix(want, "\n") {
			want += "\n"
		}
		if string(got) != want {
			t.Fatalf("%q came as %q, want %q", letter, got, want)
		}
	})
}

// A broken connection keeps the dot back: then nothing is Unknown.
func TestDotNotSent(t *testing.T) {
	for n := range 12 {
		w := &brokenWriter{room: n}
		d := newDotWriter(bufio.NewWriter(w))
		if _, err := io.Copy(d, strings.NewReader("Hello\r\n")); err != nil {
			t.Fatal(err)
		}
		left, err := d.end()
		if whole := n >= len("Hello\r\n.\r\n"); left != whole || (err == nil) != whole {
			t.Errorf("%d bytes went: left=%t err=%v", n, left, err)
		}
	}
}

type brokenWriter struct{ room int }

func (b *brokenWriter) Write(p []byte) (int, error) {
	if len(p) <= b.room {
		return len(p), nil
	}
	return b.room, io.ErrClosedPipe
}

func FuzzReply(f *testing.F) {
	for _, seed := range []string{"250 ok\r\n", "250-a\r\n250 b\r\n", "550 5.1.1 \xf2\xe5\x00\x1b[2J\r\n", "999 x\r\n", "25\r\n", "220 \u202e\r\n"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, said []byte) {
		r, err := readReply(textproto.NewConn(struct {
			io.Reader
			io.WriteCloser
		}{bytes.NewReader(said), nil}))
		if err != nil {
			return
		}
		if r.code < 200 || r.code > 599 || len(r.text) > maxReply || strings.ContainsAny(r.text, "\r\n\x00\x1b") {
			t.Errorf("%q: %+v", said, r)
		}
	})
}
