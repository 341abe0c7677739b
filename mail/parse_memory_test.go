package mail

import (
	"io"
	"runtime"
	"strings"
	"testing"
)

// What many small things leave behind in memory is bounded, too: ten thousand files of a byte took 32 KB
// each, and half a million lines of a letter 16 bytes, twice.
func TestManySmallThingsNeedLittleMemory(t *testing.T) {
	const parts = "--b\r\nContent-Type: text/plain; name=a.txt\r\n\r\nx\r\n"
	for what, c := range map[string]struct {
		raw  string
		most uint64 // bytes allocated
	}{
		"files": {"Subject: a\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" + strings.Repeat(parts, 10_000) + "--b--\r\n", 40 << 20},
		"lines": {"Subject: a\r\n\r\n" + strings.Repeat("x\n", 1<<19), 14 << 20},
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		m, err := Parse(strings.NewReader(c.raw), int64(len(c.raw)), Options{}, func(_ Attachment, r io.Reader) error {
			_, err := io.Copy(io.Discard, r)
			return err
		})
		runtime.ReadMemStats(&after)
		if err != nil {
			t.Fatal(err)
		}
		took := after.TotalAlloc - before.TotalAlloc
		t.Logf("%s: %d KB for %d files and %d bytes of text", what, took>>10, len(m.Attachments), len(m.Text))
		if took > c.most {
			t.Errorf("%s: %d bytes were allocated, at most %d are allowed", what, took, c.most)
		}
	}
}

// Beyond the lines that are looked at one by one nothing is lost.
func TestTextOfVeryManyLines(t *testing.T) {
	text := strings.Repeat("ред\n", maxLines+10) + "край"
	if got := ownText(text); got != text {
		t.Errorf("of %d bytes %d are left, the end is %q", len(text), len(got), got[max(0, len(got)-20):])
	}
}
