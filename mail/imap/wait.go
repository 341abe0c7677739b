package imap

import (
	"context"
	"fmt"
	"time"

	"github.com/emersion/go-imap/v2"
)

// Wait returns nil when the folder that was fetched last may have news: the server told of
// messages, or the connection is a new one and nobody knows. A Fetch from another goroutine takes
// the connection for as long as it needs it, and the waiting goes on after it. An error means
// that the mailbox cannot be reached, or that ctx ended; the caller decides when to try again.
func (m *Mailbox) Wait(ctx context.Context) error {
	for {
		select {
		case m.turn <- struct{}{}:
		case <-ctx.Done():
			return ctx.Err()
		}
		news, err := m.waitInTurn(ctx)
		m.release()
		if err != nil || news {
			return err
		}
	}
}

// waitInTurn waits until there is news, or until somebody else wants the turn.
func (m *Mailbox) waitInTurn(ctx context.Context) (news bool, err error) {
	select {
	case <-m.wanted: // perhaps of somebody who has had the turn meanwhile: who waits still is counted
	default:
	}
	if m.waiting.Load() > 0 {
		return false, nil
	}
	known := m.conn
	if err := m.open(ctx); err != nil {
		return false, err
	}
	if m.conn != known || m.conn.folder == "" {
		if _, err := m.examine(ctx, Inbox); err != nil {
			m.drop()
			return false, err
		}
		return true, nil
	}
	wait := m.idle
	if caps := m.conn.client.Caps(); !caps.Has(imap.CapIdle) {
		wait = m.poll
	}
	if news, err = wait(ctx); err != nil {
		m.drop()
	}
	return news, err
}

// idle waits by IDLE (RFC 2177). Each round begins with NOOP: not every server tells in IDLE
// what came before it, and the answer proves that the link still lives.
func (m *Mailbox) idle(ctx context.Context) (news bool, err error) {
	for {
		heard, err := m.idleOnce(ctx)
		if err != nil || heard != silence {
			return heard == newsCame, err
		}
	}
}

// heard is what a round of listening ended with.
type heard int

const (
	silence    heard = iota // the time was over
	newsCame                // the server told of messages
	turnWanted              // somebody else wants the connection
)

func (m *Mailbox) idleOnce(ctx context.Context) (heard, error) {
	if err := m.noop(ctx); err != nil {
		return silence, err
	}
	var done func() error
	err := m.conn.within(ctx, m.config.Timeouts.Silence, "IDLE", func() error {
		command, err := m.conn.client.Idle()
		if err != nil {
			return err
		}
		done = func() error {
			if err := command.Close(); err != nil {
				return err
			}
			return command.Wait()
		}
		return nil
	})
	if err != nil {
		return silence, err
	}
	heard, err := m.listen(ctx, m.config.Timeouts.Idle)
	if doneErr := m.conn.within(ctx, m.config.Timeouts.Silence, "DONE", done); err == nil {
		err = doneErr
	}
	return heard, err
}

// poll waits by NOOP.
func (m *Mailbox) poll(ctx context.Context) (news bool, err error) {
	for {
		if err := m.noop(ctx); err != nil {
			return false, err
		}
		if heard, err := m.listen(ctx, m.config.Timeouts.Poll); err != nil || heard != silence {
			return heard == newsCame, err
		}
	}
}

// listen waits for news for some time.
func (m *Mailbox) listen(ctx context.Context, limit time.Duration) (heard, error) {
	timer := time.NewTimer(limit)
	defer timer.Stop()
	select {
	case <-m.conn.news:
		m.conn.tell() // it stays news until a Fetch
		return newsCame, nil
	case <-m.wanted:
		return turnWanted, nil
	case <-m.conn.client.Closed():
		return silence, fmt.Errorf("mailbox %s at %s: the server closed the connection", m.config.User, m.config.Host)
	case <-ctx.Done():
		return silence, context.Cause(ctx)
	case <-timer.C:
		return silence, nil
	}
}

func (m *Mailbox) noop(ctx context.Context) error {
	return m.conn.within(ctx, m.config.Timeouts.Silence, "NOOP", func() error { return m.conn.client.Noop().Wait() })
}
