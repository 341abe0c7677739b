package engine

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"srok/mail"
	"srok/workflow"
	"srok/workflow/store"
)

// deliver hands over every letter that is due and may go out, over one connection for each
// sender. Each attempt is recorded before its letter's first byte leaves: whatever happens
// between, the letter is then uncertain and never silently sent or failed. Attempts that begin
// and answers that have come meanwhile share a commit; with one sender the letters go out
// strictly one after the other.
func (e *Engine) deliver(ctx context.Context, now time.Time) error {
	due, err := e.Store.Read(ctx).DueLetters(now)
	if err != nil || len(due) == 0 {
		return err
	}
	d := dispatch{Engine: e, now: now, waiting: due, room: 1, to: map[string]int{}}
	if len(e.Senders) > 1 {
		d.room = len(e.Senders) * lettersAhead
	}
	return d.run(ctx)
}

// lettersAhead is how many letters a connection may have begun: one under way, the others ready so
// that it never waits for a commit. A crash leaves no more of them uncertain.
const lettersAhead = 4

// dispatch is one delivery of all that is due. Only one goroutine, that of run, has to do with the
// store.
type dispatch struct {
	*Engine
	now     time.Time
	waiting []string       // keys of letters, the oldest first
	room    int            // how many may be begun at once
	begun   int            // and are not answered yet
	passed  int            // waiting letters, in a row, whose domain takes no more at once
	to      map[string]int // letters begun to each domain
	todo    chan handover
	done    chan handover
	failed  error
}

// handover is one attempt.
type handover struct {
	letter workflow.Letter
	body   []byte
	answer mail.Answer
}

func (d *dispatch) run(ctx context.Context) error {
	d.todo, d.done = make(chan handover, d.room), make(chan handover, d.room)
	var senders sync.WaitGroup
	if len(d.Senders) > 1 {
		for _, sender := range d.Senders {
			senders.Go(func() {
				for h := range d.todo {
					d.done <- d.send(ctx, sender, h)
				}
			})
		}
	}
	for len(d.waiting) > 0 || d.begun > 0 {
		if ctx.Err() != nil {
			d.waiting = nil // what has begun is still seen to its end
			if d.begun == 0 {
				break
			}
		}
		d.commit(ctx, d.answered())
	}
	close(d.todo)
	senders.Wait()
	if err := ctx.Err(); err != nil {
		return err
	}
	return d.failed
}

// answered are the attempts that have ended. Where nothing can begin before, it waits for one.
func (d *dispatch) answered() []handover {
	var ended []handover
	if d.begun > 0 && (d.begun >= d.room || d.passed >= len(d.waiting)) {
		ended = append(ended, <-d.done)
	}
	for {
		// As long as every connection has a letter ready, more answers can share the commit.
		if len(ended) > 0 && len(d.todo) > len(d.Senders) {
			ended = append(ended, <-d.done)
			continue
		}
		select {
		case h := <-d.done:
			ended = append(ended, h)
		default:
			return ended
		}
	}
}

// commit records the answers and begins the next attempts in one transaction. Where that fails,
// each answer and each letter gets one of its own: one that cannot be dealt with keeps no other.
func (d *dispatch) commit(ctx context.Context, ended []handover) {
	d.begun -= len(ended)
	for _, h := range ended {
		d.to[domainOf(h.letter)]--
	}
	next := d.waiting[:min(len(d.waiting), max(0, d.room-d.begun))]
	d.waiting = d.waiting[len(next):]
	left, err := d.record(ctx, ended, next)
	if err != nil && len(ended)+len(next) > 1 {
		left = nil
		for _, h := range ended {
			_, err := d.record(ctx, []handover{h}, nil)
			d.fail(h.letter.Key, err)
		}
		for _, key := range next {
			again, err := d.record(ctx, nil, []string{key})
			d.fail(key, err)
			left = append(left, again...)
		}
	} else if err != nil {
		d.fail(append(keysOf(ended), next...)[0], err)
		left = nil
	}
	d.waiting = append(d.waiting, left...)
	if len(ended) == 0 && len(left) == len(next) {
		d.passed += len(left)
	} else {
		d.passed = 0
	}
}

func (d *dispatch) fail(key string, err error) {
	if err != nil {
		d.failed = errors.Join(d.failed, fmt.Errorf("letter %s: %w", key, err))
	}
}

func keysOf(ended []handover) []string {
	var keys []string
	for _, h := range ended {
		keys = append(keys, h.letter.Key)
	}
	return keys
}

// record is the transaction of commit. Once it holds, the letters that it began are on their way;
// left are those whose domain takes no more at once.
func (d *dispatch) record(ctx context.Context, ended []handover, next []string) (left []string, err error) {
	var ready []handover
	// The answers must be recorded even where the context has just ended.
	err = d.Store.Write(context.WithoutCancel(ctx), func(tx *store.Tx) error {
		for _, h := range ended {
			if err := d.endAttempt(tx, d.now, h.letter, h.answer); err != nil {
				return err
			}
		}
		ready, left, err = d.begin(tx, next)
		return err
	})
	if err != nil {
		return nil, err
	}
	for _, h := range ready {
		d.begun++
		d.to[domainOf(h.letter)]++
		if len(d.Senders) == 1 {
			d.done <- d.send(ctx, d.Senders[0], h)
		} else {
			d.todo <- h
		}
	}
	return left, nil
}

// begin records the attempts of the letters that may go out now.
func (d *dispatch) begin(tx *store.Tx, keys []string) (ready []handover, left []string, err error) {
	if len(keys) == 0 {
		return nil, nil, nil
	}
	office, err := tx.Office()
	if err != nil || office.Paused != "" {
		return nil, nil, err
	}
	attempts, err := tx.AttemptsSince(d.now.Add(-time.Minute))
	if err != nil {
		return nil, nil, err
	}
	taken := map[string]int{}
	for _, key := range keys {
		l, _, err := tx.Letter(key)
		if err != nil {
			return nil, nil, err
		}
		domain := domainOf(l)
		if d.Policy.PerDomain > 0 && d.to[domain]+taken[domain] >= d.Policy.PerDomain {
			left = append(left, key)
			continue
		}
		mayGo, err := d.beginAttempt(tx, d.now, l, attempts)
		if err != nil {
			return nil, nil, err
		}
		if !mayGo {
			continue
		}
		h := handover{letter: l}
		if h.body, err = tx.LetterBytes(key); err != nil {
			return nil, nil, err
		}
		ready = append(ready, h)
		taken[domain]++
		attempts++
	}
	return ready, left, nil
}

// domainOf the first reader of a letter: a letter goes to one institution.
func domainOf(l workflow.Letter) string {
	if len(l.Recipients) == 0 {
		return ""
	}
	_, domain, _ := strings.Cut(l.Recipients[0].Address, "@")
	return strings.ToLower(domain)
}

func (d *dispatch) send(ctx context.Context, sender Sender, h handover) handover {
	h.answer = sender.Send(ctx, mail.Envelope{
		ID: d.envelopeID(h.letter), From: d.returnPath(h.letter), Recipients: h.letter.Asked(), Size: int64(len(h.body)),
		Body: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(h.body)), nil },
	})
	h.body = nil
	d.Log.Info("letter handed over", "letter", h.letter.Key, "outcome", h.answer.Outcome)
	return h
}
