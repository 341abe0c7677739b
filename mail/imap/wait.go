package imap

import (
	"context"
	"fmt"
	"time"

	"github.com/emersion/go-imap/v2"
)

// Wait returns nil when the folder that was fetched last may have news: the server told of
// messages, somebody else called Fetch, or the connection is a new one and nobody knows. An
// error means that the mailbox cannot be reached, or that ctx ended; the caller decides when
// to try again.
func (m *Mailbox) Wait(ctx context.Context) error {
	if err := m.acquire(ctx); err != nil {
		return err
	}
	defer m.release()
	select {
	case <-m.wanted: // left over from somebody who has had the turn
	default:
	}
	known := m.conn
	if err := m.open(ctx); err != nil {
		return err
	}
	if m.conn != known || m.conn.folder == "" {
		if _, err := m.examine(ctx, Inbox); err != nil {
			m.drop()
			return err
		}
		return nil
	}
	wait := m.idle
	if caps := m.conn.client.Caps(); !caps.Has(imap.CapIdle) {
		wait = m.poll
	}
	if err := wait(ctx); err != nil {
		m.drop()
		return err
	}
	return nil
}

// idle waits by IDLE (RFC 2177). Each round begins with NOOP: not every server tells in IDLE
// what came before it, and the answer proves that the link still lives.
func (m *Mailbox) idle(ctx context.Context) error {
	for {
		news, err := m.idleOnce(ctx)
		if err != nil || news {
			return err
		}
	}
}

func (m *Mailbox) idleOnce(ctx context.Context) (news bool, err error) {
	if err := m.noop(ctx); err != nil {
		return false, err
	}
	var done func() error
	err = m.conn.within(ctx, m.config.Timeouts.Silence, "IDLE", func() error {
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
		return false, err
	}
	news, err = m.listen(ctx, m.config.Timeouts.Idle)
	if doneErr := m.conn.within(ctx, m.config.Timeouts.Silence, "DONE", done); err == nil {
		err = doneErr
	}
	return news, err
}

// poll waits by NOOP.
func (m *Mailbox) poll(ctx context.Context) error {
	for {
		if err := m.noop(ctx); err != nil {
			return err
		}
		if news, err := m.listen(ctx, m.config.Timeouts.Poll); err != nil || news {
			return err
		}
	}
}

// listen waits for news for some time.
func (m *Mailbox) listen(ctx context.Context, limit time.Duration) (news bool, err error) {
	timer := time.NewTimer(limit)
	defer timer.Stop()
	select {
	case <-m.conn.news:
		m.conn.tell() // it stays news until a Fetch
		return true, nil
	case <-m.wanted:
		return true, nil
	case <-m.conn.client.Closed():
		return false, fmt.Errorf("mailbox %s at %s: the server closed the connection", m.config.User, m.config.Host)
	case <-ctx.Done():
		return false, context.Cause(ctx)
	case <-timer.C:
		return false, nil
	}
}

func (m *Mailbox) noop(ctx context.Context) error {
	return m.conn.within(ctx, m.config.Timeouts.Silence, "NOOP", func() error { return m.conn.client.Noop().Wait() })
}
