package login_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"srok/mail/login"
)

var errWrong = errors.New("wrong password")

// directory is a server with one account, which locks it for too many wrong passwords.
type directory struct {
	*login.Account
	mu       sync.Mutex
	password string
	closed   string // a protocol by which nobody may log in
	wrong    []time.Time
	tries    int
}

func (d *directory) try(ctx context.Context, protocol, secret string) error {
	return d.Try(ctx, protocol, "council", secret, func() error {
		d.mu.Lock()
		defer d.mu.Unlock()
		d.tries++
		switch {
		case secret != d.password:
			d.wrong = append(d.wrong, time.Now())
			return errWrong
		case protocol == d.closed:
			return errWrong
		}
		return nil
	}, func(err error) bool { return errors.Is(err, errWrong) })
}

// isLocked holds the wrong passwords against what directories do.
func (d *directory) isLocked() bool {
	for i := range max(0, len(d.wrong)-4) {
		if d.wrong[i+4].Sub(d.wrong[i]) < 30*time.Minute {
			return true
		}
	}
	return false
}

// Whoever asks by whatever protocol, and over however many connections: no account is locked, and the
// right password is taken as soon as it is there.
func TestNoAccountIsLocked(t *testing.T) {
	for name, protocols := range map[string][]string{"one": {"imap"}, "two": {"imap", "smtp"}, "many connections": {"smtp", "smtp", "smtp", "smtp", "imap"}} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				d := &directory{Account: login.New(), password: "new"}
				for range 24 * 60 {
					var all sync.WaitGroup
					for _, protocol := range protocols {
						all.Go(func() {
							if err := d.try(t.Context(), protocol, "old"); !errors.Is(err, errWrong) {
								t.Errorf("%s: %v", protocol, err)
							}
						})
					}
					all.Wait()
					time.Sleep(time.Minute)
				}
				if d.isLocked() || d.tries > 4*24+3 || d.tries < 4*24 {
					t.Errorf("%d logins in a day, locked %v", d.tries, d.isLocked())
				}
				for _, protocol := range protocols {
					if err := d.try(t.Context(), protocol, "new"); err != nil {
						t.Errorf("the right password at %s: %v", protocol, err)
					}
				}
			})
		})
	}
}

// A password that was right until it was changed on the server is as wrong as any other.
func TestPasswordThatIsChanged(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &directory{Account: login.New(), password: "old"}
		for _, protocol := range []string{"imap", "smtp"} {
			if err := d.try(t.Context(), protocol, "old"); err != nil {
				t.Error(err)
			}
		}
		d.password = "new"
		for range 3 * 60 {
			for _, protocol := range []string{"imap", "smtp"} {
				_ = d.try(t.Context(), protocol, "old")
			}
			time.Sleep(time.Minute)
		}
		if d.isLocked() || len(d.wrong) < 10 {
			t.Errorf("wrong at %v", d.wrong)
		}
	})
}

// Where one protocol is closed to the account, as many providers close SMTP, the other one works on.
func TestClosedDoorClosesNoOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &directory{Account: login.New(), password: "right", closed: "smtp"}
		for _, first := range []string{"imap", "smtp"} {
			for range 3 * 60 {
				if first == "imap" {
					if err := d.try(t.Context(), "imap", "right"); err != nil {
						t.Fatal(err)
					}
				}
				if err := d.try(t.Context(), "smtp", "right"); !errors.Is(err, errWrong) {
					t.Fatal(err)
				}
				time.Sleep(time.Minute)
			}
		}
		if smtp := d.tries - 3*60; smtp > 2*(4*3+3) {
			t.Errorf("%d logins by SMTP", smtp)
		}
	})
}

// A server that cannot be reached, or cannot check the password now, refused nothing; one that is tried
// by nobody else keeps nobody waiting beyond their own time.
func TestPassingFailureIsNoRefusal(t *testing.T) {
	a := login.New()
	down := errors.New("no connection")
	for range 3 {
		if err := a.Try(t.Context(), "smtp", "council", "x", func() error { return down }, func(error) bool { return false }); !errors.Is(err, down) {
			t.Fatal(err)
		}
	}
	ctx, stop := context.WithCancelCause(t.Context())
	err := a.Try(t.Context(), "imap", "council", "x", func() error {
		stop(errors.New("out of time"))
		return a.Try(ctx, "smtp", "council", "x", func() error { return nil }, nil)
	}, func(error) bool { return false })
	if err == nil || !strings.Contains(err.Error(), "out of time") {
		t.Errorf("%v", err)
	}
}
