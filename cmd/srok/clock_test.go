package main

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"srok/mail"
)

// quietMailbox announces nothing by itself; like the real one, it tells of news until a fetch.
type quietMailbox struct {
	news  chan struct{} // a token: there is some
	waits atomic.Int32
	err   error
}

func newQuietMailbox() *quietMailbox { return &quietMailbox{news: make(chan struct{}, 1)} }

func (m *quietMailbox) Wait(ctx context.Context) error {
	m.waits.Add(1)
	if m.err != nil {
		return m.err
	}
	select {
	case <-m.news:
		put(m.news)
	case <-ctx.Done():
		return ctx.Err()
	}
	return nil
}

func (m *quietMailbox) fetch() { drain(m.news) }

// passes counts the engine's passes in 59 minutes, with a poll every five minutes.
func passes(t *testing.T, m *quietMailbox, during func(ctx context.Context, clock *wallClock)) int {
	t.Helper()
	return passesTold(t, m, io.Discard, during)
}

func passesTold(t *testing.T, m *quietMailbox, told io.Writer, during func(ctx context.Context, clock *wallClock)) int {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), 59*time.Minute)
	defer stop()
	clock := newWallClock(time.Now)
	log := slog.New(slog.NewTextHandler(told, nil))
	go watchMailbox(ctx, m, clock, log)
	if during != nil {
		go during(ctx, clock)
	}
	n := 0
	for ctx.Err() == nil {
		n++
		m.fetch()
		_ = clock.Until(ctx, clock.Now().Add(5*time.Minute))
	}
	synctest.Wait()
	return n
}

func TestAQuietHour(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newQuietMailbox()
		if n := passes(t, m, nil); n != 12 || m.waits.Load() != 1 {
			t.Errorf("%d passes and %d waits in a quiet hour with a poll every five minutes", n, m.waits.Load())
		}
	})
}

func TestMailWakesAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newQuietMailbox()
		n := passes(t, m, func(ctx context.Context, _ *wallClock) {
			if sleep(ctx, 62*time.Second) {
				put(m.news)
			}
		})
		if n != 13 || m.waits.Load() != 2 {
			t.Errorf("%d passes and %d waits in an hour with one message", n, m.waits.Load())
		}
	})
}

func TestAnUnreachableMailboxIsTriedSeldomAndPolled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := &quietMailbox{err: errors.New("no route to host")}
		var told strings.Builder
		if n := passesTold(t, m, &told, nil); n != 12 {
			t.Errorf("%d passes", n)
		}
		if n := strings.Count(told.String(), "the mailbox cannot be watched"); n != 1 {
			t.Errorf("it is told %d times:\n%s", n, told.String())
		}
		if waits := m.waits.Load(); waits < 60 || waits > 70 { // at most a minute apart
			t.Errorf("%d tries in an hour", waits)
		}
	})
}

func TestAnotherProcessWakes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := passes(t, newQuietMailbox(), func(ctx context.Context, clock *wallClock) {
			if sleep(ctx, 7*time.Second) {
				put(clock.woken)
			}
		})
		if n != 13 {
			t.Errorf("%d passes", n)
		}
	})
}

// slowSender takes a minute for a letter, unless it is stopped.
type slowSender struct{ takes time.Duration }

func (s slowSender) Send(ctx context.Context, _ mail.Envelope) mail.Answer {
	if sleep(ctx, s.takes) {
		return mail.Answer{Outcome: mail.Accepted}
	}
	return mail.Answer{Outcome: mail.Unknown}
}

func TestTheLetterUnderWayIsFinished(t *testing.T) {
	for _, c := range []struct {
		takes time.Duration
		want  mail.Outcome
	}{{20 * time.Second, mail.Accepted}, {time.Minute, mail.Unknown}} {
		synctest.Test(t, func(t *testing.T) {
			ctx, stop := context.WithCancel(t.Context())
			time.AfterFunc(5*time.Second, stop)
			if got := (patient{slowSender{c.takes}, 30 * time.Second}).Send(ctx, mail.Envelope{}); got.Outcome != c.want {
				t.Errorf("a letter that takes %s, stopped after 5 s: %s", c.takes, got.Outcome)
			}
		})
	}
}

// A database that cannot be watched is told of once, and not each second.
func TestADatabaseThatCannotBeWatched(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log strings.Builder
		ctx, stop := context.WithTimeout(t.Context(), time.Minute)
		defer stop()
		clock := newWallClock(time.Now)
		version := func(context.Context) (int64, error) {
			if since := clock.Now().Second(); since < 20 || since >= 40 {
				return 1, nil
			}
			return 0, errors.New("disk I/O error")
		}
		watchDatabase(ctx, version, 1, clock, slog.New(slog.NewTextHandler(&log, nil)))
		if n := strings.Count(log.String(), "disk I/O error"); n != 1 || strings.Count(log.String(), "is watched again") != 1 {
			t.Errorf("it is told %d times: %s", n, log.String())
		}
	})
}
