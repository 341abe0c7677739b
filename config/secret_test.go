package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestSecretFromFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "mail.password")
	tests := []struct {
		name, text string
		mode       os.FileMode
		want, err  string
	}{
		{"an editor's newline is no part of it", "тайна 1\n", 0o600, "тайна 1", ""},
		{"nor is one of Windows", "тайна\r\n", 0o600, "тайна", ""},
		{"nor is Notepad's mark", "\ufeffтайна", 0o600, "тайна", ""},
		{"spaces are", " a ", 0o640, " a ", ""},
		{"open to everyone", "a", 0o644, "", path + ": everyone on this machine can read the secret; chmod 600 " + path},
		{"empty", "\n", 0o600, "", path + ": the file is empty; put the secret alone into it"},
		{"something else", strings.Repeat("a", maxSecretBytes+1), 0o600, "", path + ": the file is too large to be a secret; put the secret alone into it"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			os.Remove(path)
			if err := os.WriteFile(path, []byte(test.text), test.mode); err != nil {
				t.Fatal(err)
			}
			got, err := Secret{File: path}.Read()
			if got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
			if test.err != "" {
				wantRefusal(t, err, test.err)
			} else if err != nil {
				t.Error(err)
			}
		})
	}
	if _, err := (Secret{File: filepath.Dir(path)}).Read(); err == nil || !strings.HasPrefix(err.Error(), filepath.Dir(path)+": this is no file but a folder") {
		t.Errorf("a folder: %v", err)
	}
	os.Remove(path)
	_, err := Secret{File: path}.Read()
	wantRefusal(t, err, path+": there is no such file; put the secret alone into it, and let only srok's user read it: chmod 600")
}

func TestSecretFromEnvironment(t *testing.T) {
	t.Setenv("SROK_TEST_SECRET", "тайна")
	if got, err := (Secret{Env: "SROK_TEST_SECRET"}).Read(); err != nil || got != "тайна" {
		t.Errorf("got %q, %v", got, err)
	}
	_, err := Secret{Env: "SROK_TEST_NO_SECRET"}.Read()
	wantRefusal(t, err, "SROK_TEST_NO_SECRET: the environment variable is not set; set it where srok is started, for instance in the service's EnvironmentFile")
}

func TestKeyThatIsNone(t *testing.T) {
	path := filepath.Join(t.TempDir(), secretName)
	if err := os.WriteFile(path, []byte("abcd\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := Config{SecretFile: path}.Key()
	wantRefusal(t, err, path+": this is not a secret of 32 bytes in hexadecimal digits; put back the one from the backup: with another one the replies to letters already sent are not recognised by their address")
}
