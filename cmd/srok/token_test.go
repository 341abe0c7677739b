package main

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"srok/config"
)

// A server of tokens that gives a newer refresh token with each, as Microsoft's does, and takes
// only the newest.
type tokenServer struct {
	*httptest.Server
	asked   []string // grant types
	refresh string
	expires int    // seconds
	answers func() // what happens before it answers; nil: nothing
}

func newTokenServer(t *testing.T) *tokenServer {
	s := &tokenServer{refresh: "refresh-0", expires: 3600}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		grant := r.FormValue("grant_type")
		if s.answers != nil {
			s.answers()
		}
		s.asked = append(s.asked, grant)
		w.Header().Set("Content-Type", "application/json")
		if grant == "refresh_token" && r.FormValue("refresh_token") != s.refresh {
			w.WriteHeader(http.StatusBadRequest)
			json.NewEncoder(w).Encode(map[string]any{"error": "invalid_grant"})
			return
		}
		if r.FormValue("client_secret") != "hush" {
			w.WriteHeader(http.StatusUnauthorized)
			json.NewEncoder(w).Encode(map[string]any{"error": "invalid_client", "error_description": "AADSTS7000222: the secret has expired"})
			return
		}
		answer := map[string]any{"access_token": "access-" + string(rune('0'+len(s.asked))), "token_type": "Bearer", "expires_in": s.expires}
		if grant == "refresh_token" {
			s.refresh = "refresh-" + string(rune('0'+len(s.asked)))
			answer["refresh_token"] = s.refresh
		}
		json.NewEncoder(w).Encode(answer)
	}))
	t.Cleanup(s.Close)
	return s
}

func secretFile(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(path, []byte(text+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestTokenIsRefreshedAndTheNewerRefreshTokenKept(t *testing.T) {
	server := newTokenServer(t)
	server.expires = 1 // within oauth2's margin: each login needs another
	c := config.OAuth{TokenURL: server.URL, ClientID: "srok", ClientSecretFile: secretFile(t, "hush"), RefreshTokenFile: secretFile(t, "refresh-0")}
	source := &tokens{config: c}
	for _, want := range []string{"access-1", "access-2"} {
		if got, err := source.secret(t.Context()); err != nil || got != want {
			t.Fatalf("the token is %q, %v; want %q", got, err, want)
		}
	}
	kept, err := os.ReadFile(c.RefreshTokenFile)
	info, statErr := os.Stat(c.RefreshTokenFile)
	if err != nil || statErr != nil || string(kept) != "refresh-2\n" || info.Mode().Perm() != 0o600 {
		t.Errorf("kept %q, %v, %v", kept, err, info)
	}
	if got, err := (&tokens{config: c}).secret(t.Context()); err != nil || got != "access-3" { // another process
		t.Errorf("after a restart: %q, %v", got, err)
	}
}

// A newer refresh token that cannot be written down is not lost: it is the only one that is honoured.
func TestRefreshTokenThatCannotBeKept(t *testing.T) {
	server := newTokenServer(t)
	file := secretFile(t, "refresh-0")
	source := &tokens{config: config.OAuth{TokenURL: server.URL, ClientID: "srok", ClientSecretFile: secretFile(t, "hush"), RefreshTokenFile: file}}
	folder := filepath.Dir(file)
	server.answers = func() { must(t, os.Rename(folder, folder+".away")) }
	if _, err := source.secret(t.Context()); err == nil || !strings.Contains(err.Error(), "keeping the refresh token") {
		t.Fatalf("the error is %v", err)
	}
	server.answers = nil
	must(t, os.Rename(folder+".away", folder))
	if got, err := source.secret(t.Context()); err != nil || got != "access-2" {
		t.Errorf("the token is %q, %v", got, err)
	}
	if kept, err := os.ReadFile(file); err != nil || string(kept) != "refresh-2\n" {
		t.Errorf("kept %q, %v", kept, err)
	}
}

// One that was revoked meanwhile does not stand in the way of what a person put into the file.
func TestRefreshTokenThatWasRevoked(t *testing.T) {
	server := newTokenServer(t)
	source := &tokens{newest: "revoked", config: config.OAuth{TokenURL: server.URL, ClientID: "srok", ClientSecretFile: secretFile(t, "hush"), RefreshTokenFile: secretFile(t, "refresh-0")}}
	if _, err := source.secret(t.Context()); err == nil {
		t.Fatal("it is honoured")
	}
	if got, err := source.secret(t.Context()); err != nil || got != "access-2" {
		t.Errorf("the token is %q, %v", got, err)
	}
}

func TestTokenOfAnApplicationIsReused(t *testing.T) {
	server := newTokenServer(t)
	source := &tokens{config: config.OAuth{TokenURL: server.URL, ClientID: "srok", ClientSecretFile: secretFile(t, "hush")}}
	for range 3 {
		if got, err := source.secret(t.Context()); err != nil || got != "access-1" {
			t.Fatalf("the token is %q, %v", got, err)
		}
	}
	if !slices.Equal(server.asked, []string{"client_credentials"}) {
		t.Errorf("the server was asked %q", server.asked)
	}
}

func TestTokenRefusedSaysWhyAndNoSecret(t *testing.T) {
	server := newTokenServer(t)
	source := &tokens{config: config.OAuth{TokenURL: server.URL, ClientID: "srok", ClientSecretFile: secretFile(t, "spent")}}
	_, err := source.secret(t.Context())
	if err == nil || !strings.Contains(err.Error(), "the secret has expired") || strings.Contains(err.Error(), "spent") {
		t.Errorf("the error is %v", err)
	}
}
