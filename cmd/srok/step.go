package main

import (
	"log/slog"
	"runtime/debug"
	"time"
)

// passGC lets one pass have some more garbage than a serve that rests, for speed; a mailbox that was
// not read for long is no reason for a large heap.
const passGC = 60

// heapLimit is from where on Go's collector works harder instead of taking more memory: what a hostile
// message leaves behind for a moment is then no reason for a large process. It is a wish and not a
// bound: what is really needed is had.
const heapLimit = 24 << 20

// stepCmd makes one pass of the engine, then ends: for timers, scripts and measuring.
type stepCmd struct{}

func (c *stepCmd) Run(a *app) error {
	debug.SetGCPercent(passGC)
	debug.SetMemoryLimit(heapLimit)
	opened, err := a.openCouncil(slog.LevelWarn)
	if err != nil {
		return err
	}
	defer opened.Close()
	for {
		now := a.now()
		wake, err := opened.engine.Step(a.ctx, now)
		if err != nil {
			return err
		}
		if now = a.now(); wake.IsZero() || wake.After(now) {
			health, err := opened.engine.Health(a.ctx, now)
			if err != nil {
				return err
			}
			return a.show(struct {
				Next   time.Time `json:"next,omitzero"`    // when something is due again; left out: when something happens
				Paused string    `json:"paused,omitempty"` // why nothing is sent
			}{wake.In(opened.config.Zone), health.Paused}, func(p *page) {
				warnPaused(p, health.Paused)
				p.line("Следващо действие: %s", clockTime(wake, opened.config.Zone))
			})
		}
	}
}
