package engine

import (
	"bytes"
	"context"
	"io"
	"time"

	"srok/mail"
)

// courier hands letters over one after the other. It reads their bytes itself, beside the
// transactions that record attempts and answers, into a buffer that serves for all.
type courier struct {
	*Engine
	sender Sender
	bytes  []byte
	now    func() time.Time
	outage *outage
}

// send makes the attempt that h began. Where the bytes cannot be read nothing leaves, so the
// letter is as good as refused for now.
func (c *courier) send(ctx context.Context, h handover) handover {
	if answer, down := c.outage.is(); down {
		h.answer, h.untried = answer, c.outage.until
		return h
	}
	// Where the context has ended, it is the sender that says so.
	c.bytes, h.failed = c.Store.AppendLetterBytes(context.WithoutCancel(ctx), c.bytes[:0], h.letter.Key)
	if h.failed != nil {
		h.answer = mail.Answer{Outcome: mail.RefusedNow, Reply: "писмото не може да се прочете от базата данни"}
		return h
	}
	h.answer = c.sender.Send(ctx, mail.Envelope{
		ID: c.envelopeID(h.letter), From: c.returnPath(h.letter), Recipients: h.letter.Asked(), Size: int64(len(c.bytes)),
		Body: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(c.bytes)), nil },
	})
	if ctx.Err() != nil && h.answer.Outcome == mail.RefusedNow {
		h.untried = c.now()
		return h
	}
	wait, _ := c.retryWait(h.letter)
	if h.answer.Down {
		wait = c.outageWait(h.letter)
	}
	c.outage.notice(h.answer, c.now(), wait)
	if h.answer.Down {
		h.untried = c.outage.until
	}
	c.Log.Info("letter handed over", "letter", h.letter.Key, "outcome", h.answer.Outcome)
	return h
}
