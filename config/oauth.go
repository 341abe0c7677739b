package config

import (
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"

	"srok/workflow"
)

// OAuth is where the access tokens of auth: xoauth2 come from (RFC 6749). With a refresh token
// srok acts for a mailbox's user (section 6), without one as an application of its own
// (section 4.4). An empty TokenURL: a password file holds the token, and others renew it.
type OAuth struct {
	TokenURL         string        `yaml:"token_url"`
	ClientID         string        `yaml:"client_id"`
	ClientSecretFile string        `yaml:"client_secret_file"`
	RefreshTokenFile string        `yaml:"refresh_token_file"` // srok writes the newer token that a server gives
	Scopes           []string      `yaml:"scopes"`
	SecretEnds       workflow.Date `yaml:"secret_ends"` // the day on which the client's secret ends; the digest tells it before
}

// Given reports whether tokens are fetched at all.
func (o OAuth) Given() bool { return o.TokenURL != "" }

// ClientSecret of the application; empty where it has none (a public client).
func (o OAuth) ClientSecret() (string, error) { return readOptional(o.ClientSecretFile) }

// RefreshToken as it was last kept; empty where the application acts for itself.
func (o OAuth) RefreshToken() (string, error) { return readOptional(o.RefreshTokenFile) }

func readOptional(path string) (string, error) {
	if path == "" {
		return "", nil
	}
	return readSecretFile(path)
}

// KeepRefreshToken replaces the stored token as a whole: the server may honour the newer one only.
func (o OAuth) KeepRefreshToken(token string) (err error) {
	f, err := os.CreateTemp(filepath.Dir(o.RefreshTokenFile), ".token-*") // readable by its owner alone
	if err != nil {
		return fmt.Errorf("keeping the refresh token: %w", err)
	}
	defer func() {
		if removeErr := os.Remove(f.Name()); err != nil && !errors.Is(removeErr, fs.ErrNotExist) {
			err = errors.Join(err, removeErr)
		}
	}()
	_, err = f.WriteString(token + "\n")
	if err = errors.Join(err, f.Sync(), f.Close()); err == nil {
		err = os.Rename(f.Name(), o.RefreshTokenFile)
	}
	if err != nil {
		return fmt.Errorf("keeping the refresh token: %w", err)
	}
	return nil
}

func (o OAuth) check(s *source) error {
	if !o.Given() {
		if o.ClientID != "" || o.RefreshTokenFile != "" || o.ClientSecretFile != "" {
			return s.refuse("oauth.token_url", "is missing", "write the address at which tokens are given, such as https://oauth2.googleapis.com/token")
		}
		return nil
	}
	u, err := url.Parse(o.TokenURL)
	if err != nil || u.Host == "" || u.Scheme != "https" && !(u.Scheme == "http" && isLoopback(u.Hostname())) {
		return s.refuse("oauth.token_url", fmt.Sprintf("%q is not an https address", excerpt(o.TokenURL)), "write it whole, such as https://oauth2.googleapis.com/token")
	}
	if o.ClientSecretFile == "" && o.RefreshTokenFile == "" {
		return s.refuse("oauth.client_secret_file", "is missing", "name the file with the client's secret, or the one with the refresh token in refresh_token_file")
	}
	return first(s.needLine("oauth.client_id", o.ClientID),
		s.checkLine("oauth.client_secret_file", o.ClientSecretFile), s.checkLine("oauth.refresh_token_file", o.RefreshTokenFile))
}
