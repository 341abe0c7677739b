package main

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"srok/workflow"

	"github.com/emersion/go-message"
)

// mailFiles counts what exportMail wrote.
type mailFiles struct{ letters, digests, received int }

// exportMail writes the letters, the digests and what was received as files that mail programs
// and browsers open.
func exportMail(ctx context.Context, c *council, dir string) (mailFiles, error) {
	var n mailFiles
	for _, name := range []string{"letters", "digests", "received"} {
		if err := os.MkdirAll(filepath.Join(dir, name), 0o750); err != nil {
			return n, err
		}
	}
	r := c.store.Read(ctx)
	letters, err := r.Letters()
	if err != nil {
		return n, err
	}
	for _, l := range letters {
		raw, err := r.LetterBytes(l.Key)
		if err != nil {
			return n, err
		}
		day := workflow.DateOf(l.Composed.In(c.config.Zone))
		if l.Kind != workflow.LetterDigest {
			name := fmt.Sprintf("%s-%s-%s-%s.eml", day, l.Kind, l.Institution, cmp.Or(string(l.Ref), l.MessageID[:8]))
			if err := os.WriteFile(filepath.Join(dir, "letters", name), raw, 0o640); err != nil {
				return n, err
			}
			n.letters++
			continue
		}
		if err := exportDigest(filepath.Join(dir, "digests", day.String()), raw); err != nil {
			return n, err
		}
		n.digests++
	}
	n.received, err = exportReceived(ctx, c, filepath.Join(dir, "received"))
	return n, err
}

func exportDigest(base string, raw []byte) error {
	page, err := htmlOf(raw)
	if err != nil {
		return fmt.Errorf("%s.eml: %w", base, err)
	}
	if err := os.WriteFile(base+".eml", raw, 0o640); err != nil {
		return err
	}
	return os.WriteFile(base+".html", page, 0o640)
}

// htmlOf is the HTML body of one of our own letters.
func htmlOf(raw []byte) ([]byte, error) {
	entity, err := message.Read(bytes.NewReader(raw))
	if err != nil {
		return nil, err
	}
	var page []byte
	err = entity.Walk(func(_ []int, part *message.Entity, err error) error {
		if err != nil {
			return err
		}
		if kind, _, _ := part.Header.ContentType(); kind == "text/html" && page == nil {
			page, err = io.ReadAll(part.Body)
		}
		return err
	})
	return page, err
}

// exportReceived writes every message but our own copies.
func exportReceived(ctx context.Context, c *council, dir string) (n int, err error) {
	messages, err := c.store.Read(ctx).MessagesSince(workflow.Date{Year: 1970, Month: 1, Day: 1}.At(0, 0, c.config.Zone))
	if err != nil {
		return 0, err
	}
	for _, m := range messages {
		if m.Verdict == workflow.VerdictOwn {
			continue
		}
		raw, err := c.store.Archive().Open(m.Key)
		if err != nil {
			return n, err
		}
		sender, _, _ := strings.Cut(m.From, "@")
		name := fmt.Sprintf("%s-%s-%s-%s.eml", m.Arrived.In(c.config.Zone).Format("2006-01-02-1504"), m.Verdict, plainName(sender), m.Key[:8])
		data, err := io.ReadAll(raw)
		if err := cmp.Or(err, raw.Close()); err != nil {
			return n, err
		}
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o640); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

// plainName keeps what any file system takes: the sender wrote the rest.
func plainName(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '-' || r == '.' {
			return r
		}
		return '_'
	}, strings.ToLower(s[:min(len(s), 40)]))
}

// shownFolder is a folder as a person would type it.
func shownFolder(dir string) string {
	here, err := os.Getwd()
	if err != nil {
		return dir
	}
	if near, err := filepath.Rel(here, dir); err == nil && !strings.HasPrefix(near, "..") {
		return near
	}
	return dir
}
