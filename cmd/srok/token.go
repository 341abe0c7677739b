package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"srok/config"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"
)

// tokenWait is how long a server of tokens may take.
const tokenWait = 30 * time.Second

// tokens gives the access tokens of XOAUTH2, one for both servers of the mailbox: a token is
// used until shortly before its end, and then another one is asked for.
type tokens struct {
	config config.OAuth

	mu      sync.Mutex
	current *oauth2.Token
	newest  string // refresh token that could not be kept: the server may honour no other
}

// secret is the token as the mail packages ask for it, at each login.
func (t *tokens) secret(ctx context.Context) (string, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.current.Valid() {
		return t.current.AccessToken, nil
	}
	ctx = context.WithValue(ctx, oauth2.HTTPClient, &http.Client{Timeout: tokenWait})
	token, err := t.fetch(ctx)
	if err != nil {
		return "", fmt.Errorf("access token from %s: %w", t.config.TokenURL, err)
	}
	t.current = token
	return token.AccessToken, nil
}

func (t *tokens) fetch(ctx context.Context) (*oauth2.Token, error) {
	secret, err := t.config.ClientSecret()
	if err != nil {
		return nil, err
	}
	refresh := t.newest
	if refresh == "" {
		if refresh, err = t.config.RefreshToken(); err != nil {
			return nil, err
		}
	}
	if refresh == "" {
		application := clientcredentials.Config{ClientID: t.config.ClientID, ClientSecret: secret,
			TokenURL: t.config.TokenURL, Scopes: t.config.Scopes, AuthStyle: oauth2.AuthStyleInParams}
		return application.Token(ctx)
	}
	user := oauth2.Config{ClientID: t.config.ClientID, ClientSecret: secret, Scopes: t.config.Scopes,
		Endpoint: oauth2.Endpoint{TokenURL: t.config.TokenURL, AuthStyle: oauth2.AuthStyleInParams}}
	token, err := user.TokenSource(ctx, &oauth2.Token{RefreshToken: refresh}).Token()
	if refused := (*oauth2.RetrieveError)(nil); errors.As(err, &refused) && refused.ErrorCode == "invalid_grant" {
		t.newest = "" // a person may have put another one into the file
	}
	if err != nil {
		return nil, err
	}
	t.newest = cmp.Or(token.RefreshToken, refresh)
	if kept, err := t.config.RefreshToken(); err != nil || kept != t.newest {
		if err := t.config.KeepRefreshToken(t.newest); err != nil {
			return nil, err
		}
	}
	t.newest = ""
	return token, nil
}
