package engine

import (
	"context"
	"errors"
	"fmt"
	"slices"
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
	return errors.Join(e.withdraw(ctx, now), e.sendDue(ctx, now))
}

func (e *Engine) sendDue(ctx context.Context, now time.Time) error {
	r := e.Store.Read(ctx)
	office, err := r.Office()
	if err != nil || office.Paused != "" {
		return err
	}
	due, err := r.DueLetters(now)
	if err != nil || len(due) == 0 {
		return err
	}
	d := dispatch{Engine: e, now: e.clock(now), waiting: due, room: 1, to: map[string]int{}, busy: map[string]bool{}}
	if len(e.Senders) > 1 {
		d.room = len(e.Senders) * lettersAhead
	}
	return d.run(ctx)
}

// lettersAhead is how many letters a connection may have begun: one under way, half of the others
// ready while a commit begins the next. A crash leaves as many of them uncertain, for as long as
// their lease and the wait for proof last: fewer would make the connections wait for the disk,
// more gained nothing.
const lettersAhead = 16

// longestDelivery is when a delivery begins no more letters, so that the mailbox is read although a server
// takes its time: who has answered meanwhile is not reminded. The rest are due in the next pass.
const longestDelivery = 5 * time.Minute

// dispatch is one delivery of all that is due. Only one goroutine, that of run, has to do with the
// store.
type dispatch struct {
	*Engine
	now     func() time.Time
	waiting []store.DueLetter // the oldest first
	room    int               // how many may be begun at once
	begun   int               // and are not answered yet
	to      map[string]int    // letters begun to each domain
	busy    map[string]bool   // institutions with a letter begun: theirs keep their order
	todo    chan handover
	done    chan handover
	low     chan struct{} // letters have ended, and few are ready
	failed  error
	outage  outage
}

// handover is one attempt.
type handover struct {
	due    store.DueLetter
	letter workflow.Letter
	answer mail.Answer
	failed error // why its bytes could not be read
	// untried: it was begun and offered to no server, because there is no connection to use or srok is to
	// stop. It is due again at this instant.
	untried time.Time
}

func (d *dispatch) run(ctx context.Context) error {
	d.todo, d.done, d.low = make(chan handover, d.room), make(chan handover, d.room), make(chan struct{}, 1)
	var senders sync.WaitGroup
	if len(d.Senders) > 1 {
		for _, sender := range d.Senders {
			senders.Go(func() { d.work(ctx, sender) })
		}
	}
	for began := d.now(); len(d.waiting) > 0 || d.begun > 0; {
		if ctx.Err() != nil || d.now().Sub(began) > longestDelivery {
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

// answered are the attempts that have ended. Where nothing can begin before, it waits for one, and
// as long as enough letters are ready for the time of a commit, for more to share it.
func (d *dispatch) answered() []handover {
	var ended []handover
	mayBegin := d.begun == 0 || d.begun < d.room && d.anyFree()
	for {
		ended = d.collect(ended)
		if len(ended) == 0 && mayBegin || len(ended) > 0 && len(d.todo) <= d.room/2 {
			return ended
		}
		<-d.low
	}
}

func (d *dispatch) collect(ended []handover) []handover {
	for {
		select {
		case h := <-d.done:
			ended = append(ended, h)
		default:
			return ended
		}
	}
}

// work hands over letters as long as there are any. It wakes run only when fewer are ready than a
// commit takes: waking it for each cost more than its answer did.
func (d *dispatch) work(ctx context.Context, sender Sender) {
	c := courier{Engine: d.Engine, sender: sender, now: d.now, outage: &d.outage}
	for h := range d.todo {
		d.done <- c.send(ctx, h)
		if len(d.todo) <= d.room/2 {
			select {
			case d.low <- struct{}{}:
			default: // it is awake
			}
		}
	}
}

// free reports whether a waiting letter may begin beside those that have.
func (d *dispatch) free(l store.DueLetter) bool {
	return !d.busy[l.Institution] && d.Policy.limit(l.Domain).admits(d.to[l.Domain])
}

// anyFree reports whether next would find one. Otherwise only an answer changes anything.
func (d *dispatch) anyFree() bool {
	behind := map[string]bool{}
	return slices.ContainsFunc(d.waiting, func(l store.DueLetter) bool {
		if d.free(l) && !behind[l.Institution] {
			return true
		}
		behind[l.Institution] = l.Institution != ""
		return false
	})
}

// next takes the letters that may begin now, the oldest first, as far as there is room.
func (d *dispatch) next() []store.DueLetter {
	var next, passed []store.DueLetter
	behind := map[string]bool{} // institutions that have an older letter among the passed
	i := 0
	for ; i < len(d.waiting) && d.begun+len(next) < d.room; i++ {
		l := d.waiting[i]
		if behind[l.Institution] || !d.free(l) {
			passed = append(passed, l)
			behind[l.Institution] = l.Institution != ""
			continue
		}
		next = append(next, l)
		d.hold(l)
	}
	d.waiting = d.waiting[i:]
	if len(passed) > 0 {
		d.waiting = append(passed, d.waiting...)
	}
	return next
}

func (d *dispatch) hold(l store.DueLetter) {
	d.to[l.Domain]++
	if l.Institution != "" {
		d.busy[l.Institution] = true
	}
}

func (d *dispatch) release(l store.DueLetter) {
	d.to[l.Domain]--
	delete(d.busy, l.Institution)
}

// commit records the answers and begins the next attempts in one transaction. Where that fails,
// each answer and each letter gets one of its own: one that cannot be dealt with keeps no other.
func (d *dispatch) commit(ctx context.Context, ended []handover) {
	d.begun -= len(ended)
	for _, h := range ended {
		d.release(h.due)
		d.fail(h.due.Key, h.failed)
	}
	if _, down := d.outage.is(); down && len(d.waiting) > 0 {
		back := d.waiting
		d.waiting = nil
		d.fail("that was not tried", d.Store.Write(context.WithoutCancel(ctx), func(tx *store.Tx) error { return d.holdBack(tx, back) }))
	}
	next := d.next()
	if len(ended)+len(next) == 0 {
		return
	}
	err := d.record(ctx, ended, next)
	if err == nil {
		return
	}
	if len(ended)+len(next) == 1 {
		d.fail(append(dueOf(ended), next...)[0].Key, err)
		return
	}
	d.Log.Warn("letters could not be recorded together; each is recorded alone", "letters", len(ended)+len(next), "error", err)
	for _, h := range ended {
		d.fail(h.due.Key, d.record(ctx, []handover{h}, nil))
	}
	for _, l := range next {
		d.hold(l) // the failed transaction let go of it
		d.fail(l.Key, d.record(ctx, nil, []store.DueLetter{l}))
	}
}

func (d *dispatch) fail(key string, err error) {
	if err != nil {
		d.failed = errors.Join(d.failed, fmt.Errorf("letter %s: %w", key, err))
	}
}

func dueOf(ended []handover) []store.DueLetter {
	var due []store.DueLetter
	for _, h := range ended {
		due = append(due, h.due)
	}
	return due
}

// record is the transaction of commit. Once it holds, the letters that it began are on their way;
// what it did not begin is let go.
func (d *dispatch) record(ctx context.Context, ended []handover, next []store.DueLetter) error {
	var ready []handover
	// The answers must be recorded even where the context has just ended.
	err := d.Store.Write(context.WithoutCancel(ctx), func(tx *store.Tx) (err error) {
		for _, h := range ended {
			if err := d.end(tx, h); err != nil {
				return err
			}
		}
		ready, err = d.begin(tx, next)
		return err
	})
	for _, l := range next {
		d.release(l)
	}
	if err != nil {
		return err
	}
	for _, h := range ready {
		d.begun++
		d.hold(h.due)
	}
	for _, h := range ready {
		if len(d.Senders) == 1 {
			c := courier{Engine: d.Engine, sender: d.Senders[0], now: d.now, outage: &d.outage}
			d.done <- c.send(ctx, h)
		} else {
			d.todo <- h
		}
	}
	return nil
}

// end records how an attempt ended. What was not handed over was not refused, however often it was
// tried before.
func (d *dispatch) end(tx *store.Tx, h handover) error {
	if h.untried.IsZero() {
		return d.endAttempt(tx, d.now(), h.letter, h.answer)
	}
	return d.changeLetter(tx, d.now(), h.letter.Key, workflow.HeldBack{
		Reply: h.answer.Reply, Trouble: workflow.Trouble(h.answer.Trouble), NotUntil: h.untried, NotOffered: true})
}

// begin records the attempts of the letters that may go out now.
func (d *dispatch) begin(tx *store.Tx, due []store.DueLetter) (ready []handover, err error) {
	if len(due) == 0 {
		return nil, nil
	}
	office, err := tx.Office()
	if err != nil || office.Paused != "" {
		return nil, err
	}
	pace, err := d.paceOf(tx, d.now())
	if err != nil {
		return nil, err
	}
	for _, l := range due {
		h := handover{due: l}
		if h.letter, _, err = tx.Letter(l.Key); err != nil {
			return nil, err
		}
		if h.letter.SHA256 == "" && h.letter.Status == workflow.Queued && !h.letter.WaitsForNo() {
			return nil, errors.New("it has no bytes")
		}
		mayGo, err := d.beginAttempt(tx, d.now(), h.letter, pace.allows(l.Domain))
		if err != nil {
			return nil, err
		}
		if !mayGo {
			continue
		}
		ready = append(ready, h)
		pace.count(l.Domain)
	}
	return ready, nil
}
