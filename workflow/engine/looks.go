package engine

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"srok/workflow"
	"srok/workflow/store"
)

// checkedMailbox is the health mark of the last successful look into the whole mailbox. A folder has
// one of its own only from when it was read and another could not be.
const checkedMailbox = "mailbox"

func checkedFolder(folder string) string { return checkedMailbox + "/" + folder }

// noteCheck notes how looking into the mailbox went: which folders were read well, or that one was
// not. It comes behind the reading: a copy that only what was read gave away, has then been noticed
// before its mailbox was looked into.
func (e *Engine) noteCheck(ctx context.Context, now time.Time, well []string, failed error) error {
	if failed == nil {
		return e.heard(ctx, now)
	}
	if err := e.heardFolders(ctx, now, well); err != nil {
		return err
	}
	return e.silence(ctx, now)
}

// looks tells since when all that arrived has been read; zero: never. Where that is too long ago
// because of some folders alone, it names these.
func (e *Engine) looks(r *store.Reader, now time.Time) (last time.Time, silent []workflow.UnreadFolder, err error) {
	whole, err := r.Health(checkedMailbox)
	if err != nil || len(e.Policy.Folders) < 2 {
		return whole, nil, err
	}
	for i, folder := range e.Policy.Folders {
		at, err := r.Health(checkedFolder(folder))
		if err != nil {
			return last, nil, err
		}
		if at.Before(whole) {
			at = whole
		}
		if i == 0 || at.Before(last) {
			last = at
		}
		if at.IsZero() || now.Sub(at) > e.Policy.SilenceAfter {
			silent = append(silent, workflow.UnreadFolder{Folder: folder, Since: at})
		}
	}
	atAnother := func(f workflow.UnreadFolder) bool { return !f.Since.Equal(last) }
	if len(silent) == len(e.Policy.Folders) && !slices.ContainsFunc(silent, atAnother) {
		silent = nil // nothing was read: that is of no folder
	}
	return last, silent, nil
}

// amongOthers are silent folders where others are read: a digest that knows of no folder says so of the
// whole mailbox.
func (e *Engine) amongOthers(silent []workflow.UnreadFolder) []workflow.UnreadFolder {
	if len(silent) == len(e.Policy.Folders) {
		return nil
	}
	return silent
}

// silenceOf says, in Bulgarian, what of the mailbox was not read for too long. A look that goes on for
// hours, over a mailbox that nobody read for long, counts when it is over: until then nobody knows
// whether every folder can be read.
func (e *Engine) silenceOf(office workflow.Office, last time.Time, silent []workflow.UnreadFolder, now time.Time) (said []string) {
	since := func(t time.Time) time.Time {
		if t.IsZero() {
			return office.Founded
		}
		return t
	}
	if last = since(last); last.IsZero() || now.Sub(last) <= e.Policy.SilenceAfter {
		return nil
	}
	for _, f := range silent {
		said = append(said, fmt.Sprintf("папката „%s“ в пощата не е проверявана успешно от %s", f.Folder, e.clockTime(since(f.Since))))
	}
	if len(silent) == 0 {
		said = []string{fmt.Sprintf("пощата не е проверявана успешно от %s", e.clockTime(last))}
	}
	return said
}

// silence raises, once, that the mailbox or some folders of it have not been looked at for too long.
func (e *Engine) silence(ctx context.Context, now time.Time) error {
	return e.Store.Write(ctx, func(tx *store.Tx) error {
		office, err := tx.Office()
		if err != nil {
			return err
		}
		if err := e.setBack(tx, now); err != nil {
			return err
		}
		last, silent, err := e.looks(&tx.Reader, now)
		if err != nil {
			return err
		}
		said := e.silenceOf(office, last, silent, now)
		if len(said) == 0 || office.Silence != "" && slices.EqualFunc(office.SilentFolders, silent, sameFolder) {
			return nil
		}
		e.Log.Error("the mailbox cannot be read", "since", last, "folders", folderNames(silent))
		return tx.Append(now, workflow.BySrok, store.Council, workflow.SilenceBegan{What: strings.Join(said, "; "), Folders: silent})
	})
}

// setBack takes looks that were noted under a clock that was ahead for looks of now: the silence would
// else begin only when that time has come, perhaps in years.
func (e *Engine) setBack(tx *store.Tx, now time.Time) error {
	marks := []string{checkedMailbox}
	for _, folder := range e.Policy.Folders {
		marks = append(marks, checkedFolder(folder))
	}
	for _, mark := range marks {
		at, err := tx.Health(mark)
		if err == nil && at.After(now) {
			err = tx.Beat(mark, now)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// beatEvery is how exactly the last look into the mailbox is known: noting each one would cost a
// busy day thousands of writes.
const beatEvery = time.Minute

// heard notes a successful look into the mailbox, and the end of a silence.
func (e *Engine) heard(ctx context.Context, now time.Time) error {
	r := e.Store.Read(ctx)
	office, err := r.Office()
	if err != nil {
		return err
	}
	last, err := r.Health(checkedMailbox)
	if since := now.Sub(last); err != nil || office.Silence == "" && !office.CopySince.After(last) && since >= 0 && since < beatEvery {
		return err
	}
	return e.Store.Write(ctx, func(tx *store.Tx) error {
		office, err := tx.Office()
		if err != nil {
			return err
		}
		if office.Silence != "" {
			e.Log.Info("the mailbox is read again")
			if err := tx.Append(now, workflow.BySrok, store.Council, workflow.SilenceEnded{}); err != nil {
				return err
			}
		}
		return tx.Beat(checkedMailbox, now)
	})
}

// heardFolders notes which folders were read where another one could not be.
func (e *Engine) heardFolders(ctx context.Context, now time.Time, well []string) error {
	r := e.Store.Read(ctx)
	var due []string
	for _, folder := range well {
		last, err := r.Health(checkedFolder(folder))
		if err != nil {
			return err
		}
		if since := now.Sub(last); since < 0 || since >= beatEvery {
			due = append(due, folder)
		}
	}
	if len(due) == 0 {
		return nil
	}
	return e.Store.Write(ctx, func(tx *store.Tx) error {
		for _, folder := range due {
			if err := tx.Beat(checkedFolder(folder), now); err != nil {
				return err
			}
		}
		return nil
	})
}

func sameFolder(a, b workflow.UnreadFolder) bool { return a.Folder == b.Folder }

func folderNames(silent []workflow.UnreadFolder) (names []string) {
	for _, f := range silent {
		names = append(names, f.Folder)
	}
	return names
}
