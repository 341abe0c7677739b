package mailtest

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Put lays a message into a user's inbox, as a delivery agent does.
func (d *Dovecot) Put(user, name string, raw []byte) error {
	dir := d.MailDir(user, "")
	if err := d.makeMailDir(dir); err != nil {
		return err
	}
	tmp := filepath.Join(dir, "tmp", name)
	if err := os.WriteFile(tmp, raw, 0o600); err != nil {
		return err
	}
	if err := os.Chown(tmp, d.uid, d.gid); err != nil {
		return err
	}
	return os.Rename(tmp, filepath.Join(dir, "new", name))
}

// MakeFolder opens another folder beside the inbox.
func (d *Dovecot) MakeFolder(user, folder string) error {
	if err := d.makeMailDir(d.MailDir(user, "")); err != nil {
		return err
	}
	return d.makeMailDir(d.MailDir(user, folder))
}

// makeMailDir makes what is not there yet of a folder.
func (d *Dovecot) makeMailDir(dir string) error {
	for _, sub := range []string{"", "tmp", "new", "cur"} {
		path := filepath.Join(dir, sub)
		if err := os.MkdirAll(path, 0o700); err != nil {
			return err
		}
		if err := os.Chown(path, d.uid, d.gid); err != nil {
			return err
		}
	}
	return nil
}

// Move puts a message that was laid under a name into a folder, with flags of the maildir („S“
// is \Seen), as a person does by hand. The folder may be the one where it lies.
func (d *Dovecot) Move(user, name, folder, flags string) error {
	if err := d.makeMailDir(d.MailDir(user, folder)); err != nil {
		return err
	}
	found, err := d.find(user, name)
	if err != nil {
		return err
	}
	return os.Rename(found, filepath.Join(d.MailDir(user, folder), "cur", name+":2,"+flags))
}

func (d *Dovecot) find(user, name string) (string, error) {
	found := ""
	err := filepath.WalkDir(d.home(user), func(path string, e fs.DirEntry, err error) error {
		base, _, _ := strings.Cut(filepath.Base(path), ":")
		if err == nil && !e.IsDir() && base == name {
			found = path
			return filepath.SkipAll
		}
		return err
	})
	if err == nil && found == "" {
		err = fmt.Errorf("mailtest: no message %s of %s", name, user)
	}
	return found, err
}

// Renumber gives a user's inbox the next UIDVALIDITY and its messages new UIDs from 1. The user
// must not be logged in.
func (d *Dovecot) Renumber(user string) error {
	validity, err := d.validity(user)
	if err != nil {
		return err
	}
	indexes, err := filepath.Glob(filepath.Join(d.MailDir(user, ""), "dovecot.*"))
	if err != nil {
		return err
	}
	for _, index := range indexes {
		if err := os.Remove(index); err != nil {
			return err
		}
	}
	return d.numberFrom(user, validity+1)
}

// Recreate throws a user's mail away and leaves an empty mailbox of the next UIDVALIDITY. The user
// must not be logged in.
func (d *Dovecot) Recreate(user string) error {
	validity, err := d.validity(user)
	if err != nil {
		return err
	}
	if err := os.RemoveAll(d.home(user)); err != nil {
		return err
	}
	if err := d.makeMailDir(d.MailDir(user, "")); err != nil {
		return err
	}
	return d.numberFrom(user, validity+1)
}

// Backup copies a user's mail as it stands, with its UIDs; restore puts that copy in the place of
// what is there then. The user must not be logged in.
func (d *Dovecot) Backup(t TB, user string) (restore func() error, err error) {
	kept := filepath.Join(tempFolder(t, "dovecot-backup"), "mail")
	if err := os.CopyFS(kept, os.DirFS(d.home(user))); err != nil {
		return nil, err
	}
	return func() error {
		if err := os.RemoveAll(d.home(user)); err != nil {
			return err
		}
		if err := os.CopyFS(d.home(user), os.DirFS(kept)); err != nil {
			return err
		}
		return filepath.WalkDir(d.home(user), func(path string, _ fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			return os.Chown(path, d.uid, d.gid)
		})
	}, nil
}

func (d *Dovecot) uidList(user string) string {
	return filepath.Join(d.MailDir(user, ""), "dovecot-uidlist")
}

func (d *Dovecot) validity(user string) (validity uint32, err error) {
	known, err := os.ReadFile(d.uidList(user))
	if err != nil {
		return 0, err
	}
	if _, err := fmt.Sscanf(string(known), "3 V%d", &validity); err != nil {
		return 0, fmt.Errorf("%s: %w", d.uidList(user), err)
	}
	return validity, nil
}

// numberFrom sets the UIDVALIDITY of an inbox without indexes. Left to itself Dovecot takes the
// second of the clock, which may be the old one's.
func (d *Dovecot) numberFrom(user string, validity uint32) error {
	if err := os.WriteFile(d.uidList(user), fmt.Appendf(nil, "3 V%d N1\n", validity), 0o600); err != nil {
		return err
	}
	return os.Chown(d.uidList(user), d.uid, d.gid)
}
