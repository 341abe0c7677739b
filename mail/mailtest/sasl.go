package mailtest

import (
	"bytes"
	"fmt"
)

// go-sasl has no server for these two.

// loginServer is LOGIN, which no RFC describes but every program knows.
type loginServer struct {
	check func(user, password string) error
	step  int
	user  string
}

func (l *loginServer) Next(response []byte) (challenge []byte, done bool, err error) {
	if l.step == 0 && response != nil { // the user name came with AUTH LOGIN
		l.step++
	}
	l.step++
	switch l.step {
	case 1:
		return []byte("Username:"), false, nil
	case 2:
		l.user = string(response)
		return []byte("Password:"), false, nil
	}
	return nil, true, l.check(l.user, string(response))
}

// xoauth2Server is Google's and Microsoft's XOAUTH2.
type xoauth2Server struct {
	check func(user, token string) error
}

func (x *xoauth2Server) Next(response []byte) (challenge []byte, done bool, err error) {
	if response == nil {
		return []byte{}, false, nil
	}
	fields := bytes.Split(response, []byte{1})
	if len(fields) < 2 {
		return nil, false, fmt.Errorf("malformed XOAUTH2")
	}
	user, _ := bytes.CutPrefix(fields[0], []byte("user="))
	token, _ := bytes.CutPrefix(fields[1], []byte("auth=Bearer "))
	return nil, true, x.check(string(user), string(token))
}
