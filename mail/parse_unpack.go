package mail

import (
	"bytes"
	"fmt"
	"io"
)

// maxHeld bounds the mails of one message that are unpacked.
const maxHeld = 100

// unpack finds the parts of a mail that is encoded or signed, and so must be somewhere as a whole;
// nil where the message's limits are used up. Of encoded bytes base64 leaves three quarters less
// the line ends: what cannot fit is not begun.
func (p *parser) unpack(r io.Reader, encoded int64) (*part, error) {
	room := p.o.Limits.Unpack - p.unpacked
	if encoded/10*7 > room {
		return nil, nil
	}
	if len(p.held) == maxHeld {
		p.warn("опакованите писма са повече от %d: останалите не са прочетени", maxHeld)
		return nil, nil
	}
	held, err := p.o.Spool(r, room)
	if err != nil {
		return nil, fmt.Errorf("read part: %w", err)
	}
	if held == nil {
		return nil, nil
	}
	p.held = append(p.held, held)
	p.unpacked += held.Size()
	child, err := newScanner(held, 0, held.Size(), p.o, p.warn).message()
	if err != nil {
		return nil, fmt.Errorf("nested message: %w", err)
	}
	return child, nil
}

// close lets go of what was unpacked.
func (p *parser) close() {
	for _, held := range p.held {
		held.Close()
	}
}

// inMemory is the Spool of who has none.
func inMemory(r io.Reader, limit int64) (Spooled, error) {
	raw, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err != nil || int64(len(raw)) > limit {
		return nil, err
	}
	return memory{bytes.NewReader(raw)}, nil
}

type memory struct{ *bytes.Reader }

func (memory) Close() error { return nil }
