package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"srok/config"
	"srok/workflow"
	"srok/workflow/engine"
	"srok/workflow/planfile"
	"srok/workflow/sim"
	"srok/workflow/store"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/parser"
)

// demoCmd shows srok at its work for a year and two months, on embedded servers.
type demoCmd struct {
	Year int    `help:"The plan's year: only 2018 has an embedded plan." default:"2018"`
	Seed int64  `help:"Whose year it is: other institutions are late, forget and bounce with another seed." default:"1"`
	Out  string `help:"A new or empty folder for the council and its letters (default: demo-YEAR here)." placeholder:"DIR" type:"path"`
	Exit bool   `help:"End after the year instead of serving its pages."`
}

// demoYear is that of the embedded plan.
const demoYear = 2018

// Run makes a council's folder as a user would, lets the year pass, and shows what became of it.
func (c *demoCmd) Run(a *app) error {
	if c.Year != demoYear {
		return &workflow.Refusal{Where: "--year", What: fmt.Sprintf("there is no embedded plan of %d", c.Year), Do: "take 2018"}
	}
	d := &demo{app: a, cmd: c}
	if err := d.prepare(); err != nil {
		return err
	}
	defer d.close()
	if err := d.run(); err != nil {
		return err
	}
	return d.finish()
}

// demo is one run.
type demo struct {
	*app
	cmd     *demoCmd
	dir     string
	began   time.Time
	servers *sim.Servers
	world   *sim.World
	council *council
	lines   *sim.Lines
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
	plan, err := d.importPlan(directory)
	if err != nil {
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
	log := slog.New(slog.NewTextHandler(d.stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	if d.council, err = assemble(d.ctx, d.dir, c, log); err != nil {
		return err
	}
	d.council.engine.Drafted = plan.Tasks
	d.lines = sim.NewLines(zone)
	d.world, err = sim.New(sim.Settings{Seed: d.cmd.Seed, Start: clock,
		End:       workflow.Date{Year: d.cmd.Year + 1, Month: time.March, Day: 1}.At(0, 0, zone),
		Directory: c.Directory, Plan: plan, Hours: d.council.engine.Policy.Hours, Observe: d.observe})
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

// freshFolder names a folder that has nothing in it yet.
func freshFolder(out string, year int) (string, error) {
	if out == "" {
		base := fmt.Sprintf("demo-%d", year)
		out = base
		for n := 2; taken(out); n++ {
			out = fmt.Sprintf("%s-%d", base, n)
		}
	}
	if taken(out) {
		return "", &workflow.Refusal{Where: out, What: "the folder is not empty", Do: "name a new one with --out: nothing is written over"}
	}
	return filepath.Abs(out)
}

func taken(path string) bool {
	entries, err := os.ReadDir(path)
	return len(entries) > 0 || err != nil && !errors.Is(err, os.ErrNotExist)
}

// editInstitutions writes what the secretary knows of an institution below its address.
func (d *demo) editInstitutions(edits map[string][]string) error {
	path := filepath.Join(d.dir, config.InstitutionsFile)
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	var out strings.Builder
	for line := range strings.Lines(string(data)) {
		out.WriteString(line)
		address, found := strings.CutPrefix(strings.TrimSpace(line), "email: ")
		if !found {
			continue
		}
		margin := line[:len(line)-len(strings.TrimLeft(line, " "))]
		for _, edit := range edits[address] {
			out.WriteString(margin + edit + "\n")
		}
	}
	return os.WriteFile(path, []byte(out.String()), 0o644)
}

// importPlan reads the published plan into plan.yaml and takes the draft as it is.
func (d *demo) importPlan(directory workflow.Directory) (workflow.Plan, error) {
	published := filepath.Join(d.dir, config.ExamplePlan)
	f, err := os.Open(published)
	if err != nil {
		return workflow.Plan{}, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return workflow.Plan{}, err
	}
	draft, err := planfile.Import(published, f, info.Size(), directory)
	if err != nil {
		return workflow.Plan{}, err
	}
	path := filepath.Join(d.dir, config.PlanFile)
	out, err := os.Create(path)
	if err != nil {
		return workflow.Plan{}, err
	}
	if err := errors.Join(config.WritePlan(out, draft.Plan, draft.Warnings), out.Close()); err != nil {
		return workflow.Plan{}, err
	}
	return config.LoadPlan(path, directory)
}

// configure writes the servers into srok.yaml, keeping its comments, and the passwords.
func (d *demo) configure() error {
	secret := sha256.Sum256(fmt.Appendf(nil, "srok demo, seed %d", d.cmd.Seed))
	for name, content := range map[string]string{"secret": hex.EncodeToString(secret[:]), "mail.password": demoPassword} {
		if err := os.WriteFile(filepath.Join(d.dir, name), []byte(content+"\n"), 0o600); err != nil {
			return err
		}
	}
	path := filepath.Join(d.dir, config.File)
	file, err := parser.ParseFile(path, parser.ParseComments)
	if err != nil {
		return err
	}
	smtpHost, smtpPort, _ := strings.Cut(d.servers.SMTPAddr(), ":")
	imapHost, imapPort, _ := strings.Cut(d.servers.IMAPAddr(), ":")
	for _, edit := range []struct{ path, value string }{
		{"$.smtp.host", smtpHost}, {"$.smtp.port", smtpPort}, {"$.smtp.tls", "none"},
		{"$.imap.host", imapHost}, {"$.imap.port", imapPort}, {"$.imap.tls", "none"},
		{"$.reply_address", "plus"}, {"$.letters.per_minute", "10000"},
	} {
		at, err := yaml.PathString(edit.path)
		if err != nil {
			return err
		}
		if err := at.ReplaceWithReader(file, strings.NewReader(edit.value)); err != nil {
			return fmt.Errorf("%s: %s: %w", path, edit.path, err)
		}
	}
	return os.WriteFile(path, []byte(file.String()), 0o644)
}

// run lets the year pass.
func (d *demo) run() error {
	if err := d.council.engine.Run(d.ctx, d.world, 0); err != nil {
		return err
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
			if err := d.print(line); err != nil {
				return err
			}
		}
	}
	return nil
}

func (d *demo) print(line any) error {
	encoder := json.NewEncoder(d.stdout)
	encoder.SetEscapeHTML(false)
	return encoder.Encode(line)
}

func (d *demo) finish() error {
	if d.json {
		return d.print(d.lines.Summary())
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
