package smtp

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/textproto"
	"time"

	"srok/mail"
)

// Send is one transaction with every recipient of the envelope. See the package for what the
// outcomes mean. Envelope.Body is opened at most once, and only when the server wants the data.
func (c *Client) Send(ctx context.Context, e mail.Envelope) mail.Answer {
	for {
		if err := ctx.Err(); err != nil {
			return c.nothing(e, mail.RefusedNow, err.Error())
		}
		fresh := c.conn == nil
		if fresh {
			conn, err := c.connect(ctx)
			if err != nil {
				return c.down(e, err)
			}
			c.conn = conn
		}
		conn := c.conn
		answer, lost := c.transact(ctx, conn, e)
		if conn.broken {
			conn.raw.Close()
			c.conn = nil
		}
		if lost && !fresh && ctx.Err() == nil {
			continue // the idle connection was dead; nothing was accepted on it
		}
		return answer
	}
}

// nothing answers for a letter of which no recipient was accepted.
func (c *Client) nothing(e mail.Envelope, outcome mail.Outcome, reply string) mail.Answer {
	a := mail.Answer{Outcome: outcome, Reply: reply}
	for _, address := range e.Recipients {
		a.Recipients = append(a.Recipients, mail.RecipientAnswer{Address: address, Outcome: outcome, Reply: reply})
	}
	return a
}

// down answers for a letter for which there was no connection.
func (c *Client) down(e mail.Envelope, err error) mail.Answer {
	a := c.nothing(e, mail.RefusedNow, c.config.Host+": "+words(err))
	a.Trouble, a.Down = troubleOf(err), true
	return a
}

// broken answers for a letter whose connection failed before a recipient was accepted.
func (c *Client) broken(e mail.Envelope, err error) mail.Answer {
	a := c.nothing(e, mail.RefusedNow, words(err))
	a.Trouble = troubleOf(err)
	return a
}

// transact speaks MAIL, RCPT and DATA. lost: the connection died, or the server said goodbye
// (421), before it accepted anything.
func (c *Client) transact(ctx context.Context, conn *connection, e mail.Envelope) (a mail.Answer, lost bool) {
	envelope, err := conn.prepare(e)
	if err != nil {
		return c.nothing(e, mail.RefusedEnd, err.Error()), false
	}
	a.Recipients = envelope.refused
	if len(envelope.rcpts) == 0 {
		a.Outcome, a.Reply = mail.RefusedEnd, envelope.refused[0].Reply
		return a, false
	}

	var sender reply
	var rcpts []reply
	var asked bool // DATA was said
	err = conn.within(ctx, c.config.Timeouts.Command, "MAIL", func() (err error) {
		sender, rcpts, asked, err = conn.introduce(envelope)
		return err
	})
	if err != nil {
		conn.broken = true
		return c.broken(e, err), true
	}
	if sender.code == 421 { // RFC 5321, section 4.2.3: no service, whichever the letter
		conn.broken = true
		a = c.nothing(e, mail.RefusedNow, sender.String())
		a.Down = true
		return a, true
	}
	if !sender.positive() {
		c.abandon(ctx, conn, asked)
		return c.nothing(e, sender.outcome(), sender.String()), false
	}
	accepted := 0
	for i, r := range rcpts {
		outcome := r.rcptOutcome()
		a.Recipients = append(a.Recipients, mail.RecipientAnswer{Address: envelope.rcpts[i].address, Outcome: outcome, Reply: r.String()})
		if outcome == mail.Accepted {
			accepted++
		}
	}
	inOrder(a.Recipients, e.Recipients)
	if accepted == 0 {
		c.abandon(ctx, conn, asked)
		a.Outcome, a.Reply = softest(a.Recipients)
		return a, false
	}
	outcome, text, trouble := c.data(ctx, conn, e, asked)
	a.Outcome, a.Reply, a.Trouble = outcome, text, trouble
	for i := range a.Recipients {
		if r := &a.Recipients[i]; r.Outcome == mail.Accepted && outcome != mail.Accepted {
			r.Outcome, r.Reply = outcome, text
		}
	}
	return a, false
}

// data sends the letter and hears what becomes of it. asked: DATA was said before.
func (c *Client) data(ctx context.Context, conn *connection, e mail.Envelope, asked bool) (mail.Outcome, string, mail.Trouble) {
	text := conn.client.Text
	r, err := c.mayBegin(ctx, conn, asked)
	if err != nil {
		return mail.RefusedNow, words(err), troubleOf(err)
	}
	if r.code != 354 {
		if r.positive() {
			conn.broken = true // RFC 5321, 4.3.2: DATA has no such answer
			return mail.RefusedNow, "DATA answered by " + r.String(), mail.Garbled
		}
		c.reset(ctx, conn)
		return r.outcome(), r.String(), ""
	}

	limit := c.config.Timeouts.Body + time.Duration(e.Size/slowest)*time.Second
	ended := false
	err = conn.within(ctx, limit, "data", func() (err error) {
		ended, err = writeBody(text.W, e)
		return err
	})
	if err != nil {
		conn.broken = true
		if ended {
			return mail.Unknown, "the connection was lost at the end of the data: " + words(err), troubleOf(err)
		}
		return mail.RefusedNow, words(err), troubleOf(err)
	}
	err = conn.within(ctx, c.config.Timeouts.Dot, "end of data", func() (err error) {
		r, err = readReply(text)
		return err
	})
	if err != nil {
		conn.broken = true
		return mail.Unknown, "no answer to the end of the data: " + words(err), troubleOf(err)
	}
	if r.code == 421 {
		conn.broken = true
	}
	return r.outcome(), r.String(), ""
}

// mayBegin hears the answer to DATA.
func (c *Client) mayBegin(ctx context.Context, conn *connection, asked bool) (r reply, err error) {
	text := conn.client.Text
	err = conn.within(ctx, c.config.Timeouts.Command, "DATA", func() (err error) {
		if !asked {
			if err = text.PrintfLine("DATA"); err != nil {
				return err
			}
		}
		r, err = readReply(text)
		return err
	})
	if err != nil {
		conn.broken = true
	}
	return r, err
}

// writeBody sends the letter and the final dot. ended: the dot left, or may have.
func writeBody(w *bufio.Writer, e mail.Envelope) (ended bool, err error) {
	body, err := e.Body()
	if err != nil {
		return false, fmt.Errorf("open the letter: %w", err)
	}
	defer body.Close()
	dots := newDotWriter(w)
	if _, err := io.Copy(dots, body); err != nil {
		return false, err // of the body or of the connection: either way the letter is not whole
	}
	return dots.end()
}

// abandon ends a transaction that has no recipients. Where DATA was said before that was known, the
// server refuses it; one that waits for the data all the same (RFC 2920, 3.1) gets none, not even
// an empty letter: the connection is closed.
func (c *Client) abandon(ctx context.Context, conn *connection, asked bool) {
	if asked {
		if r, err := c.mayBegin(ctx, conn, asked); err != nil || r.code/100 < 4 || r.code == 421 {
			conn.broken = true
		}
	}
	c.reset(ctx, conn)
}

// reset ends a transaction without data. What goes wrong with it only closes the connection.
func (c *Client) reset(ctx context.Context, conn *connection) {
	if conn.broken {
		return
	}
	err := conn.within(ctx, c.config.Timeouts.Command, "RSET", conn.client.Reset)
	if err != nil {
		conn.broken = true
	}
}

// reply is one of the server.
type reply struct {
	code int
	text string // lines joined by blanks
}

func (r reply) String() string { return fmt.Sprintf("%d %s", r.code, r.text) }

func (r reply) positive() bool { return r.code/100 == 2 }

// outcome of a reply to MAIL, DATA or the data.
func (r reply) outcome() mail.Outcome {
	switch {
	case r.positive():
		return mail.Accepted
	case r.code == 530, r.code == 535, r.code == 538:
		return mail.RefusedNow // RFC 4954: we are not logged in as we should; not the letter's fault
	case r.code/100 == 5:
		return mail.RefusedEnd
	}
	return mail.RefusedNow
}

// rcptOutcome differs in 552: old servers mean „too many recipients“ or a full mailbox by it,
// and RFC 5321, 4.5.3.1.10 wants it taken for 452.
func (r reply) rcptOutcome() mail.Outcome {
	if r.code == 552 {
		return mail.RefusedNow
	}
	return r.outcome()
}

func softest(recipients []mail.RecipientAnswer) (mail.Outcome, string) {
	for _, r := range recipients {
		if r.Outcome == mail.RefusedNow {
			return r.Outcome, r.Reply
		}
	}
	return mail.RefusedEnd, recipients[0].Reply
}

// readReply reads any reply; only what is none is an error.
func readReply(text *textproto.Conn) (reply, error) {
	code, message, err := text.ReadResponse(0)
	var protocol *textproto.Error
	if errors.As(err, &protocol) {
		code, message, err = protocol.Code, protocol.Msg, nil
	}
	if err != nil {
		return reply{}, err
	}
	if code < 200 || code > 599 {
		return reply{}, textproto.ProtocolError(fmt.Sprintf("%d is no SMTP reply code", code))
	}
	return reply{code, oneLine(message)}, nil
}

// words of an error as the outbox shows them: a server's reply as it stood.
func words(err error) string {
	var protocol *textproto.Error
	if errors.As(err, &protocol) {
		return reply{protocol.Code, oneLine(protocol.Msg)}.String()
	}
	return oneLine(err.Error())
}
