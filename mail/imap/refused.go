package imap

import (
	"errors"
	"slices"

	"github.com/emersion/go-imap/v2"
)

// isRefused reports whether a server said no to a login, and not only that it can take none now
// (RFC 5530).
func isRefused(err error) bool {
	var said *imap.Error
	var token tokenRefused
	passing := []imap.ResponseCode{imap.ResponseCodeUnavailable, imap.ResponseCodeInUse, imap.ResponseCodeServerBug, imap.ResponseCodeLimit}
	return errors.As(err, &token) || errors.As(err, &said) && said.Type == imap.StatusResponseTypeNo && !slices.Contains(passing, said.Code)
}
