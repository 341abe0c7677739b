// Package login keeps the council's account from being locked by its own program.
//
// Directories lock an account after some five wrong passwords within half an hour, for its people too.
// The account is one, whichever protocol asks it and over however many connections: so what is known
// of its logins is kept in one place. A secret that was refused is tried four times in half an hour,
// then each quarter of an hour; another one at once.
package login

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"
)

// pauses are between logins that are refused, the last one again and again.
var pauses = [...]time.Duration{2 * time.Minute, 5 * time.Minute, 15 * time.Minute}

// Account is what is known about the logins of the council's accounts. It may be used by several
// goroutines at once.
type Account struct {
	mu    sync.Mutex
	turn  chan struct{} // holds the one token of whoever tries a secret that nobody has taken yet
	tried map[door]*state
}

// door is one way into an account.
type door struct{ protocol, user string }

// state is how a door stood to the secret that was tried at it last.
type state struct {
	secret  string
	taken   bool
	refused int // times in a row
	err     error
	over    *time.Timer // of the pause; nil: there is none
}

// New knows nothing yet.
func New() *Account { return &Account{turn: make(chan struct{}, 1), tried: map[door]*state{}} }

// Try has somebody connect and log in, unless the secret was refused not long ago. isRefused says that
// the server did not take the secret. One that is right at another door is not called wrong because
// this one is closed: only a secret that no door has taken counts at all of them, and one connection at
// a time tries it.
func (a *Account) Try(ctx context.Context, protocol, user, secret string, login func() error, isRefused func(error) bool) error {
	at := door{protocol, user}
	if !a.isTaken(at, secret) {
		select {
		case a.turn <- struct{}{}:
			defer func() { <-a.turn }()
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
	if err := a.patience(at, secret); err != nil {
		return err
	}
	err := login()
	if refused := err != nil && isRefused(err); err == nil || refused {
		a.note(at, secret, err)
	}
	return err
}

func (a *Account) isTaken(at door, secret string) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	own, others := a.triedWith(at, secret)
	return own.taken || slices.ContainsFunc(others, (*state).isTaken)
}

// triedWith gives how the door and the others of its account stand to a secret.
func (a *Account) triedWith(at door, secret string) (own *state, others []*state) {
	own = &state{}
	for other, s := range a.tried {
		switch {
		case other.user != at.user || s.secret != secret:
		case other == at:
			own = s
		default:
			others = append(others, s)
		}
	}
	return own, others
}

// counted are the states whose refusals count at a door.
func (a *Account) counted(at door, secret string) []*state {
	own, others := a.triedWith(at, secret)
	if own.taken || slices.ContainsFunc(others, (*state).isTaken) {
		return []*state{own}
	}
	return append(others, own)
}

func (s *state) isTaken() bool { return s.taken }

// patience is the error of a secret that is not tried now.
func (a *Account) patience(at door, secret string) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	counted := a.counted(at, secret)
	for _, s := range counted {
		if s.over == nil {
			continue
		}
		select {
		case <-s.over.C:
			s.over = nil
		default:
			return fmt.Errorf("login: %w; so that the account is not locked, the same secret is tried again only after %s", s.err, pause(counted))
		}
	}
	return nil
}

// note learns from how a login ended. Refusals of the same secret are counted, wherever they were.
func (a *Account) note(at door, secret string, err error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	s := a.tried[at]
	if s == nil {
		s = &state{}
		a.tried[at] = s
	}
	if s.over != nil {
		s.over.Stop()
	}
	if s.secret != secret || err == nil {
		*s = state{secret: secret}
	}
	if s.taken, s.err = err == nil, err; err != nil {
		s.refused++
		s.over = time.NewTimer(pause(a.counted(at, secret)))
	}
}

func pause(counted []*state) time.Duration {
	times := 0
	for _, s := range counted {
		times += s.refused
	}
	return pauses[min(max(times, 1), len(pauses))-1]
}
