package workflow

import (
	"fmt"
	"slices"
	"time"
)

// Aside is a message that the server could not give however often it was asked: those behind it
// are read without it, and it is asked for again from time to time.
type Aside struct {
	Folder   string    `json:"folder"`
	Validity int64     `json:"validity"` // UIDVALIDITY
	UID      int64     `json:"uid"`
	Since    time.Time `json:"since"`
}

// Name is how a person names it: „INBOX/7“.
func (a Aside) Name() string { return fmt.Sprintf("%s/%d", a.Folder, a.UID) }

func (a Aside) same(b Aside) bool {
	return a.Folder == b.Folder && a.Validity == b.Validity && a.UID == b.UID
}

// Facts about messages that cannot be had.
type (
	// SetAside: the message was asked for so often in vain.
	SetAside struct {
		Folder   string `json:"folder"`
		Validity int64  `json:"validity"`
		UID      int64  `json:"uid"`
		Attempts int    `json:"attempts"`
	}
	// AsideEnded: it was read after all, is gone, or a person decided that it needs nothing.
	AsideEnded struct {
		Folder   string `json:"folder"`
		Validity int64  `json:"validity"`
		UID      int64  `json:"uid"`
		Reason   string `json:"reason"`
	}
)

func (SetAside) FactName() string   { return "set-aside" }
func (AsideEnded) FactName() string { return "aside-ended" }

// setAside adds one, once.
func (o Office) setAside(a Aside) Office {
	if !slices.ContainsFunc(o.Aside, a.same) {
		o.Aside = append(slices.Clone(o.Aside), a)
	}
	return o
}

func (o Office) endAside(a Aside) Office {
	o.Aside = slices.DeleteFunc(slices.Clone(o.Aside), a.same)
	if len(o.Aside) == 0 {
		o.Aside = nil // as it is stored
	}
	return o
}
