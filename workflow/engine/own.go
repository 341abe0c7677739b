package engine

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"slices"
	"strings"

	"srok/workflow"
	"srok/workflow/store"
)

// ownLetters knows our letters by the log, and those that the log has lost by what they say
// themselves.
type ownLetters struct {
	*Engine
	ctx    context.Context
	asked  string // the Message-ID that the log was asked about last: of one message it is one
	letter workflow.Letter
	found  bool
	failed error // the log could not be asked
}

func (o *ownLetters) byMessageID(id string) (workflow.Letter, bool) {
	if o.asked != id {
		letter, found, err := o.Store.Read(o.ctx).LetterByMessageID(id)
		o.asked, o.letter, o.found, o.failed = id, letter, found, errors.Join(o.failed, err)
	}
	return o.letter, o.found
}

func (o *ownLetters) has(id, origin string) bool {
	if _, ours := o.Identity.ReadOrigin(origin, id); ours {
		return true
	}
	_, found := o.byMessageID(id)
	return found
}

// notAsSent is why a person looks at what says that it is a letter of ours.
const notAsSent = "представя се за наше писмо и носи неговия идентификатор, но не е това, което изпратихме; възможно е да е подправено"

// untouched reports whether a message is a letter of ours as it went out: servers put lines before it
// on its way (RFC 5321, 4.4), and everything after those must have the letter's hash. Who has seen a
// letter knows its Message-ID, which so proves nothing about what is in a message.
func (o *ownLetters) untouched(message io.ReaderAt, size int64, id string) bool {
	letter, found := o.byMessageID(id)
	if !found || letter.SHA256 == "" {
		return false
	}
	sent, found, err := o.Store.Read(o.ctx).LetterSize(letter.Key)
	if err != nil || !found || sent > size {
		return false
	}
	sum := sha256.New()
	_, err = io.Copy(sum, io.NewSectionReader(message, size-sent, sent))
	return err == nil && hex.EncodeToString(sum.Sum(nil)) == letter.SHA256
}

// likeLetter reports whether a copy says what our letter said and carries nothing else: a gateway may
// have added a line to it or encoded it anew. Of a letter whose bytes the log has lost, its header
// alone must do.
func (e *Engine) likeLetter(tx *store.Tx, in arrival, letter workflow.Letter) (bool, error) {
	if in.untouched || letter.SHA256 == "" {
		return true, nil
	}
	files := map[string]bool{}
	text, err := e.textOf(tx, letter, files)
	if err != nil {
		return false, err
	}
	if slices.ContainsFunc(in.Files, func(f workflow.File) bool { return !files[f.SHA256] }) {
		return false, nil
	}
	_, ours := workflow.OwnWords(in.FullText, text)
	return ours || slices.Equal(strings.Fields(in.FullText), strings.Fields(text)), nil
}
