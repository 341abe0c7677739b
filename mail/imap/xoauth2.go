package imap

import "errors"

// xoauth2 is Google's and Microsoft's mechanism, which go-sasl lacks.
type xoauth2 struct{ user, token string }

func (x *xoauth2) Start() (mechanism string, initial []byte, err error) {
	return "XOAUTH2", []byte("user=" + x.user + "\x01auth=Bearer " + x.token + "\x01\x01"), nil
}

// Next sees a challenge only where the token was refused; its JSON says why.
func (x *xoauth2) Next(challenge []byte) ([]byte, error) {
	return nil, errors.New("the token was refused: " + string(challenge))
}
