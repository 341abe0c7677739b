// Package clamd asks ClamAV's daemon whether a file holds a virus, by its command INSTREAM: the
// bytes go over the socket, so that clamd needs no access to any file of ours.
//
// The protocol is one command and one line of answer (clamd(8)). The Go libraries for it are
// either not kept any more or have no users yet, so these few lines are our own.
//
// # How it fails
//
// An error never means „no virus“: where clamd cannot be reached, breaks off or answers what is
// not understood, Scan says so and the file has not been scanned.
package clamd

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"time"

	"srok/mail"
)

// Client asks one clamd. Its zero values are not ready: set every field.
type Client struct {
	Address string        // the path of its socket, or host:port
	Max     int64         // bytes of the largest file that it takes (StreamMaxLength in clamd.conf)
	Timeout time.Duration // for one file
}

const (
	chunk      = 32 << 10 // bytes
	longAnswer = 4 << 10  // bytes
)

// Scan sends one file and gives the answer about it.
func (c *Client) Scan(ctx context.Context, file io.Reader) (mail.Scan, error) {
	ctx, cancel := context.WithTimeout(ctx, c.Timeout)
	defer cancel()
	network := "tcp"
	if strings.HasPrefix(c.Address, "/") {
		network = "unix"
	}
	var dialer net.Dialer
	conn, err := dialer.DialContext(ctx, network, c.Address)
	if err != nil {
		return mail.Scan{}, fmt.Errorf("clamd: %w", err)
	}
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { conn.Close() })() // neither side may hang
	tooLarge, sent := c.send(conn, file)
	var unreadable *fileError
	switch {
	case tooLarge:
		return mail.Scan{TooLarge: true}, nil
	case errors.As(sent, &unreadable):
		return mail.Scan{}, sent
	}
	// clamd may answer, and hang up, before it has taken all: that answer tells more than the error.
	answer, err := bufio.NewReader(io.LimitReader(conn, longAnswer)).ReadString(0)
	if err != nil {
		return mail.Scan{}, fmt.Errorf("clamd: %w", errors.Join(ctx.Err(), sent, err))
	}
	return understood(strings.TrimSuffix(answer, "\x00"))
}

// fileError says that the file, not the connection, is to blame.
type fileError struct{ error }

func (e *fileError) Unwrap() error { return e.error }

// send streams the file in pieces, each after its length; one of length 0 is the end.
func (c *Client) send(conn io.Writer, file io.Reader) (tooLarge bool, err error) {
	if _, err := io.WriteString(conn, "zINSTREAM\x00"); err != nil {
		return false, err
	}
	piece := make([]byte, 4+chunk)
	for total := int64(0); ; {
		n, err := io.ReadFull(file, piece[4:])
		if total += int64(n); total > c.Max {
			return true, nil
		}
		if n > 0 {
			binary.BigEndian.PutUint32(piece, uint32(n))
			if _, err := conn.Write(piece[:4+n]); err != nil {
				return false, err
			}
		}
		switch {
		case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
			_, err := conn.Write([]byte{0, 0, 0, 0})
			return false, err
		case err != nil:
			return false, &fileError{err}
		}
	}
}

// understood reads „stream: OK“, „stream: Eicar-Signature FOUND“ or an error in words.
func understood(answer string) (mail.Scan, error) {
	if strings.HasPrefix(answer, "INSTREAM size limit exceeded") {
		return mail.Scan{TooLarge: true}, nil
	}
	said, ok := strings.CutPrefix(answer, "stream: ")
	if virus, found := strings.CutSuffix(said, " FOUND"); ok && found && virus != "" {
		return mail.Scan{Virus: virus}, nil
	}
	if !ok || said != "OK" {
		return mail.Scan{}, fmt.Errorf("clamd: it answered %q", answer)
	}
	return mail.Scan{}, nil
}
