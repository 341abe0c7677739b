package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"time"

	"srok/config"
	"srok/workflow"
	"srok/workflow/engine"
	"srok/workflow/sim"
	"srok/workflow/store"
)

// demoCmd shows srok at its work for a year and two months, on embedded servers.
type demoCmd struct {
	Year int    `help:"The plan's year: only 2018 has an embedded plan." default:"2018"`
	Seed int64  `help:"Whose year it is: other institutions are late, forget and bounce with another seed." default:"1"`
	Out  string `help:"A new or empty folder for the council and its letters (default: demo-YEAR here)." placeholder:"DIR" type:"path"`
	Exit bool   `help:"End after the year instead of showing its pages; --json does so too."`
}

// demoYear is that of the embedded plan.
const demoYear = 2018

// Run makes a council's folder as a user would, lets the year pass, and shows what became of it.
func (c *demoCmd) Run(a *app) error {
	if c.Year != demoYear {
		return &workflow.Refusal{Where: "--year", What: fmt.Sprintf("there is no embedded plan of %d", c.Year), Do: "take 2018"}
	}
	d := &demo{app: a, cmd: c}
	defer d.close()
	if err := d.prepare(); err != nil {
		return err
	}
	if err := d.run(); err != nil {
		return err
	}
	if err := d.finish(); err != nil || c.Exit || a.json {
		return err
	}
	return d.showPages()
}

// demo is one run.
type demo struct {
	*app
	cmd     *demoCmd
	dir     string
	servers *sim.Servers
	world   *sim.World
	council *council
	plan    workflow.Plan
	lines   *sim.Lines
	diary   *diary // nil with --json
}

const demoPassword = "demo"

// prepare makes the folder, starts the servers and opens the council.
func (d *demo) prepare() error {
	var err error
	if d.dir, err = freshFolder(d.cmd.Out, d.cmd.Year); err != nil {
		return err
	}
	if _, err := config.Init(d.dir); err != nil {
		return err
	}
	directory, err := config.LoadInstitutions(filepath.Join(d.dir, config.InstitutionsFile))
	if err != nil {
		return err
	}
	if err := d.editInstitutions(sim.Edits(d.cmd.Seed, directory)); err != nil {
		return err
	}
	if directory, err = config.LoadInstitutions(filepath.Join(d.dir, config.InstitutionsFile)); err != nil {
		return err
	}
	if d.plan, err = d.importPlan(directory); err != nil {
		return err
	}
	zone, err := time.LoadLocation("Europe/Sofia")
	if err != nil {
		return err
	}
	clock := workflow.Date{Year: d.cmd.Year, Month: time.January, Day: 1}.At(0, 0, zone)
	if d.servers, err = sim.NewServers(func() time.Time { return d.now(clock) }, directory, demoPassword); err != nil {
		return err
	}
	if err := d.configure(); err != nil {
		return err
	}
	c, err := config.Load(d.dir)
	if err != nil {
		return err
	}
	log := slog.New(slog.NewTextHandler(d.stderr, &slog.HandlerOptions{Level: slog.LevelError}))
	if d.council, err = assemble(d.ctx, d.dir, c, log); err != nil {
		return err
	}
	d.council.plan, d.council.engine.Drafted = d.plan, d.plan.Tasks
	d.lines = sim.NewLines(zone)
	if !d.json {
		d.diary = newDiary(d.stdout, c.Directory)
		fmt.Fprintf(d.stdout, demoBegins, d.cmd.Year, d.cmd.Seed, d.dir)
	}
	d.world, err = sim.New(sim.Settings{Seed: d.cmd.Seed, Start: clock,
		End:       workflow.Date{Year: d.cmd.Year + 1, Month: time.February, Day: 28}.At(23, 59, zone),
		Directory: c.Directory, Plan: d.plan, Hours: d.council.engine.Policy.Hours, Observe: d.observe})
	if err != nil {
		return err
	}
	d.world.Settle(d.servers, people{d.council})
	return nil
}

// now is the world's time once there is one.
func (d *demo) now(start time.Time) time.Time {
	if d.world == nil {
		return start
	}
	return d.world.Now()
}

// people is the council as the world's people use it.
type people struct{ *council }

func (p people) Do(ctx context.Context, now time.Time, by string, act engine.Act) error {
	return p.engine.Do(ctx, now, by, act)
}

func (p people) Read(ctx context.Context) *store.Reader { return p.store.Read(ctx) }

// run lets the year pass.
func (d *demo) run() error {
	if err := d.council.engine.Run(d.ctx, d.world, 0); err != nil {
		return err
	}
	if d.world.Err() == nil { // a last look into the mailbox: at the end, too, it was read just now
		if _, err := d.council.engine.Step(d.ctx, d.world.Now()); err != nil {
			return err
		}
	}
	return errors.Join(d.world.Err(), d.world.CatchUp(d.ctx))
}

// observe shows what the log says.
func (d *demo) observe(e workflow.Event) error {
	lines, err := d.lines.Of(e)
	if err != nil {
		return err
	}
	for _, line := range lines {
		if d.json {
			err = d.printJSON(line)
		} else {
			err = d.diary.note(line)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// finish writes the mail out, checks the folder, and shows what became of the year.
func (d *demo) finish() error {
	files, err := exportMail(d.ctx, d.council, d.dir)
	if err != nil {
		return err
	}
	verified, err := d.council.store.Verify(d.ctx)
	if err != nil {
		return err
	}
	if d.json {
		err = d.printJSON(d.lines.Summary())
	} else {
		err = errors.Join(d.diary.endDay(), d.showYear(files, verified))
	}
	if err != nil || len(verified.Faults) == 0 {
		return err
	}
	return fmt.Errorf("log, state and archive do not agree: %s", strings.Join(verified.Faults, "; "))
}

// showPages serves the pages of the year's end until it is interrupted. Another free port is taken
// where the usual one is not free: the demo must not stand in the way of a real serve.
func (d *demo) showPages() error {
	listener, err := net.Listen("tcp", d.council.config.Listen)
	if err != nil {
		if listener, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
			return fmt.Errorf("the pages: %w", err)
		}
	}
	fmt.Fprintf(d.stdout, "\nThe year's pages: http://%s (end with Ctrl-C)\n", listener.Addr())
	pages := d.council.pages(d.world.Now)
	stop := context.AfterFunc(d.ctx, func() { pages.Close() })
	defer stop()
	if err := pages.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("the pages: %w", err)
	}
	return nil
}

func (d *demo) close() {
	if d.council != nil {
		d.council.Close()
	}
	if d.servers != nil {
		d.servers.Close()
	}
}
