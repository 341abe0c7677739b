package engine

import (
	"context"
	"fmt"
	"time"

	"srok/workflow"
)

// Health is whether mail flows, in and out.
type Health struct {
	LastCheck    time.Time        `json:"lastCheck,omitzero"` // since then all that arrived has been read
	Waiting      int              `json:"waiting"`            // letters that no server took yet
	WaitingSince time.Time        `json:"waitingSince,omitzero"`
	Silence      []string         `json:"silence"` // Bulgarian: what should have happened and has not
	Paused       string           `json:"paused,omitempty"`
	Aside        []workflow.Aside `json:"aside,omitempty"` // messages that the mailbox's server cannot give
	Missing      []string         `json:"missing"`         // Bulgarian: what cannot be done on this machine; no fault
}

// Well reports whether nothing is silent for too long. A pause is a person's will, and no fault.
func (h Health) Well() bool { return len(h.Silence) == 0 }

// Health of the council at an instant.
func (e *Engine) Health(ctx context.Context, now time.Time) (Health, error) {
	r := e.Store.Read(ctx)
	office, err := r.Office()
	if err != nil {
		return Health{}, err
	}
	h := Health{Paused: office.Paused, Silence: []string{}, Aside: office.Aside, Missing: append([]string{}, e.Missing...)}
	var silent []workflow.UnreadFolder
	if h.LastCheck, silent, err = e.looks(r, now); err != nil {
		return h, err
	}
	if h.WaitingSince, err = r.WaitingSince(); err != nil {
		return h, err
	}
	if h.Waiting, err = r.CountWaiting(); err != nil {
		return h, err
	}
	h.Silence = append(h.Silence, e.silenceOf(office, h.LastCheck, silent, now)...)
	if !h.WaitingSince.IsZero() && office.Paused == "" && now.Sub(h.WaitingSince) > e.Policy.SilenceAfter {
		h.Silence = append(h.Silence, fmt.Sprintf("от %s пощенският сървър не е приел чакащо писмо", e.clockTime(h.WaitingSince)))
	}
	if l, found, err := r.LastAnswered(); err != nil {
		return h, err
	} else if found && l.Unwanted() {
		h.Silence = append(h.Silence, fmt.Sprintf("пощенският сървър отказва писмата на съвета от %s (%s)", e.clockTime(l.Attempts[len(l.Attempts)-1].At), l.Why))
	}
	for _, a := range office.Aside {
		h.Silence = append(h.Silence, fmt.Sprintf("съобщение %s (папка и номер в нея) не може да бъде прочетено от сървъра от %s", a.Name(), e.clockTime(a.Since)))
	}
	unread, n, err := r.UnreadSince()
	if err != nil {
		return h, err
	}
	if n > 0 && now.Sub(unread) > e.Policy.SilenceAfter {
		h.Silence = append(h.Silence, fmt.Sprintf("получени съобщения, които не могат да бъдат обработени: %d, първото от %s; причината е в дневника на услугата", n, e.clockTime(unread)))
	}
	if unscanned, err := e.unscanned(r); err != nil {
		return h, err
	} else if unscanned != "" {
		h.Silence = append(h.Silence, unscanned)
	}
	return h, nil
}

// Overview is what waits for a person now: the same that a digest would say.
type Overview struct {
	workflow.DigestView
	Decisions []workflow.DecisionText
}

// Overview of the week of an instant.
func (e *Engine) Overview(ctx context.Context, now time.Time) (Overview, error) {
	today := e.today(now)
	sunday := today.AddDays((7 - int(today.Weekday())) % 7)
	view, err := e.digestView(e.Store.Read(ctx), []slot{{week: sunday.Week(), sunday: sunday}}, now)
	if err != nil {
		return Overview{}, err
	}
	decisions, err := e.Templates.Decisions(view)
	return Overview{view, decisions}, err
}

// clockTime is „14:12 ч. на 31.12.2018 г.“
func (e *Engine) clockTime(t time.Time) string {
	return t.In(e.Policy.Hours.Zone).Format("15:04 ч. на 02.01.2006 г.")
}
