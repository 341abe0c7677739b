package imap

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/emersion/go-imap/v2"
)

// refusedPauses are between logins that the server refuses, the last one again and again. Directories
// lock an account after some five wrong passwords within half an hour, for its people too: there are
// four here. A server that was wrong itself is asked again soon enough.
var refusedPauses = []time.Duration{2 * time.Minute, 5 * time.Minute, 15 * time.Minute}

// refusal is of the secret that was tried last.
type refusal struct {
	times  int
	secret string
	err    error
	over   *time.Timer // nil: it may be tried again
}

// patience refuses to log in with what the server has refused not long ago. Another secret is tried at
// once.
func (m *Mailbox) patience(ctx context.Context) error {
	r := &m.refused
	if r.over == nil {
		return nil
	}
	select {
	case <-r.over.C:
		r.over = nil
		return nil
	default:
	}
	if secret, err := m.config.Secret(ctx); err != nil || secret != r.secret {
		return err // what cannot be had is no reason to ask the server
	}
	return fmt.Errorf("login: %w; so that the account is not locked, the same secret is tried again only after %s", r.err, r.pause())
}

// noteLogin learns from how a login ended.
func (m *Mailbox) noteLogin(secret string, err error) {
	r := &m.refused
	if r.over != nil {
		r.over.Stop()
	}
	switch {
	case err == nil:
		*r = refusal{}
	case isRefused(err):
		if secret != r.secret {
			r.times = 0
		}
		*r = refusal{times: r.times + 1, secret: secret, err: err}
		r.over = time.NewTimer(r.pause())
	}
}

func (r *refusal) pause() time.Duration {
	return refusedPauses[min(r.times, len(refusedPauses))-1]
}

// isRefused reports whether a server said no to a login, and not only that it can take none now
// (RFC 5530).
func isRefused(err error) bool {
	var said *imap.Error
	passing := []imap.ResponseCode{imap.ResponseCodeUnavailable, imap.ResponseCodeInUse, imap.ResponseCodeServerBug, imap.ResponseCodeLimit}
	return errors.As(err, &said) && said.Type == imap.StatusResponseTypeNo && !slices.Contains(passing, said.Code)
}
