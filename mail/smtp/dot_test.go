package smtp

import (
	"bufio"
	"bytes"
	"io"
	"net/textproto"
	"strings"
	"testing"
	"testing/iotest"

	"srok/mail"
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

// A broken connection keeps the dot back: then nothing is Unknown. A letter may be smaller or larger
// than what lies between the pieces and the network.
func TestDotNotSent(t *testing.T) {
	for _, body := range []string{"Hello\r\n", strings.Repeat("Hello\r\n", 1000), strings.Repeat("Hello\r\n", 10000)} {
		for left := range 12 {
			w := &brokenWriter{room: max(0, len(body)+3-6+left)}
			gone, err := writeBody(bufio.NewWriterSize(through{bufio.NewWriter(w)}, pieceSize),
				mail.Envelope{Body: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(body)), nil }})
			if whole := left >= 6; gone != whole || (err == nil) != whole {
				t.Errorf("%d of %d bytes went: left=%t err=%v", w.went, len(body)+3, gone, err)
			}
		}
	}
}

// brokenWriter takes as much as it has room for.
type brokenWriter struct{ room, went int }

func (b *brokenWriter) Write(p []byte) (int, error) {
	n := min(len(p), b.room-b.went)
	b.went += n
	if n < len(p) {
		return n, io.ErrClosedPipe
	}
	return n, nil
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
