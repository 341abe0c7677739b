package engine

import (
	"cmp"
	"sync"
	"time"

	"srok/mail"
	"srok/workflow"
	"srok/workflow/store"
)

// mostTroubled is how many letters in a row may each lose their connection before it is taken that
// the server, and not a letter, is to blame. A mute server keeps each of them for minutes.
const mostTroubled = 3

// mostOutage is the longest wait before a server that was down is looked for again. One letter does it
// for all, however long that lasts: it is no letter's fault.
const mostOutage = time.Hour

// outageWait grows with each look.
func (e *Engine) outageWait(l workflow.Letter) time.Duration {
	n := len(l.Attempts)
	if n >= len(e.Policy.Retry) {
		return mostOutage
	}
	return min(e.Identity.Jitter(l.Key, n, e.Policy.Retry[n]), mostOutage)
}

// outage is what one delivery, on all its connections, knows about the server: once it is clear that it takes nothing now,
// no other letter is tried, so that the pass ends and the mailbox is read.
type outage struct {
	mu       sync.Mutex
	troubled int         // letters in a row
	answer   mail.Answer // what ended it; without recipients
	down     bool
	until    time.Time // when the letters that were not tried are due again
}

// notice learns from an answer. wait is until the letter's next attempt; 0: it has none.
func (o *outage) notice(a mail.Answer, now time.Time, wait time.Duration) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.down {
		return
	}
	if a.Trouble == "" && !a.Down {
		o.troubled = 0
		return
	}
	o.troubled++
	if a.Down || o.troubled >= mostTroubled {
		// After mere silence the others are due before the letters that met it: should it be those
		// letters after all, they keep nobody waiting.
		o.down, o.until = true, now.Add(min(cmp.Or(wait, time.Minute), time.Minute))
		if a.Down {
			o.until = now.Add(wait)
		}
		o.answer = mail.Answer{Outcome: mail.RefusedNow, Reply: a.Reply, Trouble: a.Trouble, Down: true}
	}
}

// is tells whether the server is down, and with what answer.
func (o *outage) is() (mail.Answer, bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.answer, o.down
}

// holdBack puts off the letters that are not tried because of the outage, and says why.
func (d *dispatch) holdBack(tx *store.Tx, waiting []store.DueLetter) error {
	answer, _ := d.outage.is()
	for _, due := range waiting {
		l, _, err := tx.Letter(due.Key)
		if err != nil {
			return err
		}
		if l.Status != workflow.Queued { // an uncertain one, or one whose lease has ended, is seen to
			if _, err := d.beginAttempt(tx, d.now(), l, false); err != nil {
				return err
			}
			continue
		}
		why := workflow.Trouble(answer.Trouble)
		if l.Why == why.Told(answer.Reply) { // said before: an outage of days is not told again each time
			if err := tx.PostponeLetter(l.Key, d.outage.until); err != nil {
				return err
			}
			continue
		}
		if err := tx.Append(d.now(), workflow.BySrok, about(workflow.AboutLetter, l.Key), workflow.HeldBack{
			Reply: answer.Reply, Trouble: why, NotUntil: d.outage.until}); err != nil {
			return err
		}
	}
	return nil
}
