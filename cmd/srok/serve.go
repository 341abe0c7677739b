package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"runtime/debug"
	"sync"
	"syscall"
	"time"

	"srok/config"
	"srok/workflow/console"

	"github.com/coreos/go-systemd/v22/daemon"
)

// serveCmd runs the service until it is told to stop (SIGTERM, SIGINT).
type serveCmd struct{}

// idleGC collects garbage sooner than Go does by itself: the service waits nearly all of its time,
// and shares a small machine.
const idleGC = 35

// shutdown is how long a page may take to end.
const shutdown = 5 * time.Second

func (c *serveCmd) Run(a *app) error {
	debug.SetGCPercent(idleGC)
	debug.SetMemoryLimit(heapLimit)
	opened, err := a.openCouncil(slog.LevelInfo)
	if err != nil {
		return err
	}
	defer opened.Close()
	listener, err := net.Listen("tcp", opened.config.Listen)
	if errors.Is(err, syscall.EADDRINUSE) {
		return fmt.Errorf("the pages: %w; is srok serving already? `listen` in %s can name another port", err, config.File)
	}
	if err != nil {
		return fmt.Errorf("the pages: %w; `listen` in %s names an address of this machine, such as 127.0.0.1:8025", err, config.File)
	}
	log := opened.engine.Log
	for _, what := range opened.engine.Missing {
		log.Warn("something cannot be done on this machine", "what", what)
	}
	log.Info("srok serves", "pages", "http://"+listener.Addr().String(), "folder", a.dir)
	ctx, stop := context.WithCancelCause(a.ctx)
	defer stop(nil)
	pages := opened.pages(a.now)
	var running sync.WaitGroup
	running.Go(func() { staySmall(ctx) })
	running.Go(func() {
		if err := pages.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			stop(fmt.Errorf("the pages have stopped: %w", err))
		}
	})
	notify(log, daemon.SdNotifyReady)
	err = opened.work(ctx, a.now)
	notify(log, daemon.SdNotifyStopping)
	stop(nil)
	ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdown)
	defer cancel()
	if stopErr := pages.Shutdown(ending); stopErr != nil {
		log.Warn("a page was cut off", "error", stopErr)
	}
	running.Wait()
	log.Info("srok has stopped")
	switch {
	case !errors.Is(err, context.Canceled):
		return err
	case a.ctx.Err() != nil:
		return nil // it was told to
	}
	return context.Cause(ctx)
}

// work has the engine run, and what wakes it, until the context ends.
func (c *council) work(ctx context.Context, now func() time.Time) error {
	seen, err := c.store.DataVersion(ctx) // before the first pass reads anything
	if err != nil {
		return err
	}
	clock, log := newWallClock(now), c.engine.Log
	var running sync.WaitGroup
	defer running.Wait()
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	running.Go(func() { watchMailbox(ctx, c.mailbox, clock, log) })
	running.Go(func() { watchDatabase(ctx, c.store.DataVersion, seen, clock, log) })
	return c.engine.Run(ctx, clock, c.config.IMAP.PollMinutes.Duration())
}

// staySmall gives memory back that the last letters and pages needed: srok rests most of the year,
// on machines that have other things to do.
func staySmall(ctx context.Context) {
	for sleep(ctx, time.Minute) {
		debug.FreeOSMemory()
	}
}

// notify tells systemd, where it is listening.
func notify(log *slog.Logger, state string) {
	if _, err := daemon.SdNotify(false, state); err != nil {
		log.Warn("systemd was not told", "state", state, "error", err)
	}
}

// pages are the read-only pages and /healthz.
func (c *council) pages(now func() time.Time) *http.Server {
	return &http.Server{
		Handler: console.New(console.Source{
			Council: c.config.Directory.Council, Directory: c.config.Directory, Measures: c.plan.Measures,
			Texts: c.engine.Templates.Fingerprint(), Reader: c.store.Read, Health: c.engine.Health, Overview: c.engine.Overview,
			Now: now, Zone: c.config.Zone, Listen: c.config.Listen, Hosts: c.config.Hosts, Log: c.engine.Log,
		}),
		ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 30 * time.Second, WriteTimeout: 30 * time.Second,
	}
}
