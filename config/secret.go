package config

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"srok/workflow"
)

// Secret says where a password is. It is read each time that it is used, so that a changed
// one, or a fresh access token, is taken up without a restart.
type Secret struct {
	File string `yaml:"password_file"`
	Env  string `yaml:"password_env"` // the name of an environment variable
}

const maxSecretBytes = 16 << 10 // an access token has some 2 KB

// Read gives the secret without the newline that an editor leaves. A file that others on
// the machine can read is refused.
func (s Secret) Read() (string, error) {
	if s.Env != "" {
		return readEnv(s.Env)
	}
	return readSecretFile(s.File)
}

func readEnv(name string) (string, error) {
	value := os.Getenv(name)
	if value == "" {
		return "", &workflow.Refusal{Where: name, What: "the environment variable is not set", Do: "set it where srok is started, for instance in the service's EnvironmentFile"}
	}
	return value, nil
}

func readSecretFile(path string) (string, error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "", &workflow.Refusal{Where: path, What: "there is no such file", Do: "put the secret alone into it, and let only srok's user read it: chmod 600"}
	case err != nil:
		return "", fmt.Errorf("reading the secret: %w", err)
	case !info.Mode().IsRegular():
		return "", &workflow.Refusal{Where: path, What: "this is no file but a folder, a pipe or a device", Do: "name a file with the secret alone in it"}
	case info.Mode().Perm()&0o007 != 0:
		return "", &workflow.Refusal{Where: path, What: "everyone on this machine can read the secret", Do: "chmod 600 " + path}
	case info.Size() > maxSecretBytes:
		return "", &workflow.Refusal{Where: path, What: "the file is too large to be a secret", Do: "put the secret alone into it"}
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return "", fmt.Errorf("reading the secret: %w", err)
	}
	secret := strings.TrimRight(strings.TrimPrefix(string(data), "\ufeff"), "\r\n") // as Notepad writes it
	if secret == "" {
		return "", &workflow.Refusal{Where: path, What: "the file is empty", Do: "put the secret alone into it"}
	}
	return secret, nil
}

func (s Secret) check(src *source, at string) error {
	switch {
	case s.File == "" && s.Env == "":
		return src.refuse(at+".password_file", "is missing", "name the file with the password, or its environment variable in password_env")
	case s.File != "" && s.Env != "":
		return src.refuse(at+".password_env", "stands beside password_file", "keep one of the two")
	}
	return first(src.checkLine(at+".password_file", s.File), src.checkLine(at+".password_env", s.Env))
}

// checkAbsent: beside tokens that srok fetches itself a password would be of no use.
func (s Secret) checkAbsent(src *source, at string) error {
	switch {
	case s.File != "":
		return src.refuse(at+".password_file", "stands beside oauth", "keep one of the two")
	case s.Env != "":
		return src.refuse(at+".password_env", "stands beside oauth", "keep one of the two")
	}
	return nil
}
