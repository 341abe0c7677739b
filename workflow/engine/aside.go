package engine

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"srok/mail"
	"srok/workflow"
	"srok/workflow/store"
)

const (
	// asideAfter so many attempts a message is set aside, so that it holds up no other.
	asideAfter = 3
	// carefully so many messages are asked for one by one after a try that ended in the middle.
	carefully = 64
	// One that was set aside is asked for again after the first of these, then ever more seldom.
	firstAgain = time.Hour
	mostAgain  = 24 * time.Hour
)

// asking notes which message the server is asked for before it is asked: one that ends the
// connection, or this process, each time is then known by its attempts.
type asking struct {
	e        *Engine
	keeper   *keeper
	folder   string
	attempts map[store.Place]int // before this try
	asked    int
	noted    bool
}

func (e *Engine) askingFor(k *keeper, folder string) (*asking, error) {
	known, err := e.Store.Read(k.ctx).Asked(folder)
	if err != nil {
		return nil, err
	}
	a := &asking{e: e, keeper: k, folder: folder, attempts: map[store.Place]int{}}
	for _, one := range known {
		if one.Again.IsZero() {
			a.attempts[one.Place] = one.Attempts
		}
	}
	return a, nil
}

// careful reports whether the last try ended in the middle: each message is then kept before the
// next one is asked for, and its attempts are counted. Otherwise only the first one is noted,
// for a note costs as much as keeping a message.
func (a *asking) careful() bool { return len(a.attempts) > 0 }

func (a *asking) before(first mail.Cursor) (skip bool, err error) {
	at := placeOf(first)
	if !a.careful() {
		if a.noted {
			return false, nil
		}
		return false, a.note(at)
	}
	a.asked++
	if err := a.keeper.flush(); err != nil {
		return false, err
	}
	if attempts := a.attempts[at]; attempts >= asideAfter {
		return true, a.setAside(at, attempts)
	}
	return false, a.note(at)
}

func (a *asking) note(at store.Place) error {
	a.noted = true
	return a.e.Store.Write(a.keeper.ctx, func(tx *store.Tx) error { return tx.NoteAsked(at, time.Time{}) })
}

// setAside moves the cursor past the message.
func (a *asking) setAside(at store.Place, attempts int) error {
	a.e.Log.Error("a message cannot be read from the server and is set aside", "folder", at.Folder, "uid", at.UID, "attempts", attempts)
	now := a.keeper.now()
	return a.e.Store.Write(a.keeper.ctx, func(tx *store.Tx) error {
		return errors.Join(
			tx.Append(now, workflow.BySrok, store.Council, workflow.SetAside{Folder: at.Folder, Validity: int64(at.Validity), UID: int64(at.UID), Attempts: attempts}),
			tx.PostponeAsked(at, now.Add(firstAgain)),
			tx.PassPlace(at, ""),
		)
	})
}

// after forgets what was noted, unless a message is to blame for how it ended. Keeping a message
// has forgotten it already.
func (a *asking) after(err error) error {
	if !a.noted || blamesMessage(err) {
		return nil
	}
	ctx := context.WithoutCancel(a.keeper.ctx)
	known, err := a.e.Store.Read(ctx).Asked(a.folder)
	if err != nil || !slices.ContainsFunc(known, func(one store.Asked) bool { return one.Again.IsZero() }) {
		return err
	}
	return a.e.Store.Write(ctx, func(tx *store.Tx) error { return tx.ForgetAsked(a.folder) })
}

// blamesMessage: the connection ended at a message. A full disk or a stop says nothing about it.
func blamesMessage(err error) bool {
	var broken *mail.Broken
	var truncated *mail.Truncated
	return errors.As(err, &broken) || errors.As(err, &truncated)
}

func placeOf(at mail.Cursor) store.Place {
	return store.Place{Folder: at.Folder, Validity: at.Validity, UID: at.UID}
}

// wellAgain chooses what is asked for again once a pass has come to the end of the folder: all that
// was set aside where the last one ended in the middle, because then the connection may have been to
// blame and not the message; else what was not asked for since it was set aside.
func wellAgain(before []store.Asked) func(store.Asked) bool {
	wasIll := slices.ContainsFunc(before, func(one store.Asked) bool { return one.Again.IsZero() })
	return func(one store.Asked) bool { return wasIll || one.Attempts <= asideAfter }
}

// tryAside asks again for some of what was set aside in a folder.
func (e *Engine) tryAside(ctx context.Context, now time.Time, folder string, which func(store.Asked) bool) error {
	known, err := e.Store.Read(ctx).Asked(folder)
	if err != nil {
		return err
	}
	for _, one := range known {
		if one.Again.IsZero() || !which(one) {
			continue
		}
		if err := e.tryOne(ctx, now, workflow.BySrok, one); err != nil {
			return err
		}
	}
	return nil
}

// errAnother ends a fetch that met another message than the one that it was for.
var errAnother = errors.New("another message lies there")

// tryOne asks for a message that was set aside. That it does not come is no error.
func (e *Engine) tryOne(ctx context.Context, now time.Time, by string, one store.Asked) error {
	wait := min(firstAgain<<min(max(one.Attempts-asideAfter, 0), 5), mostAgain)
	if err := e.Store.Write(ctx, func(tx *store.Tx) error { return tx.NoteAsked(one.Place, now.Add(wait)) }); err != nil {
		return err
	}
	gone := true
	k := e.newKeeper(ctx, now)
	err := e.Mailbox.Fetch(ctx, mail.Request{
		After: mail.Cursor{Folder: one.Folder, Validity: one.Validity, UID: one.UID - 1}, Alone: true, Most: 1,
		Asking: func(first mail.Cursor) (skip bool, err error) {
			if gone = placeOf(first) != one.Place; gone {
				return false, errAnother
			}
			return false, nil
		},
	}, k.take)
	kept := len(k.batch)
	if rewound := (*mail.Rewound)(nil); errors.As(err, &rewound) { // it has not got to that number
		err = errAnother
	}
	switch failed := k.finish(); {
	case failed != nil:
		return errors.Join(err, failed)
	case kept > 0:
		return nil
	case gone && (err == nil || errors.Is(err, errAnother)):
		return e.endAside(ctx, now, by, one.Place, "вече не е в папката под този номер")
	case err == nil || blamesMessage(err):
		e.Log.Warn("a message that was set aside cannot be read yet", "folder", one.Folder, "uid", one.UID, "attempts", one.Attempts+1)
		return nil
	}
	return err
}

func (e *Engine) endAside(ctx context.Context, now time.Time, by string, at store.Place, reason string) error {
	return e.Store.Write(ctx, func(tx *store.Tx) error { return asideEnded(tx, now, by, at, reason) })
}

func asideEnded(tx *store.Tx, now time.Time, by string, at store.Place, reason string) error {
	return errors.Join(
		tx.Append(now, by, store.Council, workflow.AsideEnded{Folder: at.Folder, Validity: int64(at.Validity), UID: int64(at.UID), Reason: reason}),
		tx.ForgetAside(at),
	)
}

// cameAfterAll ends what was set aside of a batch that is kept: it was asked for again, or another
// process had it under way for long.
func cameAfterAll(tx *store.Tx, now time.Time, batch []landed) error {
	office, err := tx.Office()
	if err != nil || len(office.Aside) == 0 {
		return err
	}
	for _, m := range batch {
		at := placeOf(m.at.Cursor)
		if slices.ContainsFunc(office.Aside, func(a workflow.Aside) bool { return placeAside(a) == at }) {
			err = errors.Join(err, asideEnded(tx, now, workflow.BySrok, at, "прочетено от сървъра"))
		}
	}
	return err
}

func placeAside(a workflow.Aside) store.Place {
	return store.Place{Folder: a.Folder, Validity: uint32(a.Validity), UID: uint32(a.UID)}
}

// RetryAside asks now for every message that was set aside, and gives those that are so still. What
// came is read by the next pass.
func (e *Engine) RetryAside(ctx context.Context, now time.Time, by string) ([]workflow.Aside, error) {
	for _, folder := range e.Policy.Folders {
		known, err := e.Store.Read(ctx).Asked(folder)
		if err != nil {
			return nil, err
		}
		for _, one := range known {
			if one.Again.IsZero() {
				continue
			}
			if err := e.tryOne(ctx, now, by, one); err != nil {
				return nil, err
			}
		}
	}
	office, err := e.Store.Read(ctx).Office()
	return office.Aside, err
}

// LeaveAside closes a message that was set aside: a person has looked at it in the mailbox.
type LeaveAside struct {
	Name   string // „INBOX/7“
	Reason string
}

func (a LeaveAside) do(e *Engine, tx *store.Tx, now time.Time, by string) error {
	if err := needReason(a.Name, a.Reason); err != nil {
		return err
	}
	office, err := tx.Office()
	if err != nil {
		return err
	}
	for _, aside := range office.Aside {
		if aside.Name() != a.Name {
			continue
		}
		return asideEnded(tx, now, by, placeAside(aside), a.Reason)
	}
	return &workflow.Refusal{Where: a.Name, What: fmt.Sprintf("no such message was set aside; there are %d", len(office.Aside)),
		Do: "`srok inbox` lists them, as FOLDER/UID"}
}
