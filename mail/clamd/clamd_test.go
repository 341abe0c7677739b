package clamd

import (
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"srok/mail"
	"srok/mail/mailtest"
)

// A real clamd, over both its sockets.
func TestScan(t *testing.T) {
	daemon := mailtest.NewClamd(t)
	daemon.Start(t)
	large := strings.Repeat("x", int(daemon.MaxStream)+1)
	for _, address := range []string{daemon.Socket, daemon.TCPAddr} {
		for name, c := range map[string]struct {
			file string
			max  int64
			want mail.Scan
		}{
			"clean":                {"Годишен отчет", 1 << 20, mail.Scan{}},
			"empty":                {"", 1 << 20, mail.Scan{}},
			"a virus":              {mailtest.EICAR, 1 << 20, mail.Scan{Virus: "Srok.Test.EICAR.UNOFFICIAL"}},
			"a virus in 1 MB":      {strings.Repeat("x", 1<<20) + mailtest.EICAR, 2 << 20, mail.Scan{Virus: "Srok.Test.EICAR.UNOFFICIAL"}},
			"larger than we send":  {large, 1 << 20, mail.Scan{TooLarge: true}},
			"larger than it takes": {large, 10 << 20, mail.Scan{TooLarge: true}},
		} {
			client := &Client{Address: address, Max: c.max, Timeout: time.Minute}
			if got, err := client.Scan(t.Context(), strings.NewReader(c.file)); err != nil || got != c.want {
				t.Errorf("%s, %s: %+v, %v", address, name, got, err)
			}
		}
	}
}

// What is no answer is an error, and never „no virus“.
func TestScanFails(t *testing.T) {
	for name, answer := range map[string]string{
		"nothing": "", "half a line": "stream: OK", "an error": "COMMAND READ TIMED OUT\x00", "a scan that failed": "stream: Can't allocate memory ERROR\x00",
		"another line": "PONG\x00", "a virus without a name": "stream:  FOUND\x00", "too long": strings.Repeat("x", 2*longAnswer),
	} {
		client := &Client{Address: answering(t, answer), Max: 100, Timeout: time.Minute}
		if got, err := client.Scan(t.Context(), strings.NewReader("x")); err == nil || got != (mail.Scan{}) {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
	client := &Client{Address: answering(t, "stream: OK\x00"), Max: 100, Timeout: time.Minute}
	if _, err := client.Scan(t.Context(), io.MultiReader(strings.NewReader("x"), broken{})); !errors.Is(err, io.ErrNoProgress) {
		t.Errorf("a file that cannot be read: %v", err)
	}
	client.Address = "127.0.0.1:1"
	if _, err := client.Scan(t.Context(), strings.NewReader("x")); err == nil {
		t.Error("nobody answers, and that is no error")
	}
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	client = &Client{Address: silent.Addr().String(), Max: 100, Timeout: 50 * time.Millisecond}
	if _, err := client.Scan(t.Context(), strings.NewReader("x")); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("one that never answers: %v", err)
	}
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, io.ErrNoProgress }

// answering is a server that takes whatever comes until there is an end of a stream, or nothing
// more, and answers.
func answering(t *testing.T, answer string) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				var got []byte
				for !strings.HasSuffix(string(got), "\x00\x00\x00\x00") {
					b := make([]byte, 1024)
					n, err := conn.Read(b)
					if got = append(got, b[:n]...); err != nil {
						break
					}
				}
				io.WriteString(conn, answer)
			}()
		}
	}()
	return l.Addr().String()
}
