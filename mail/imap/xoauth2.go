package imap

// xoauth2 is Google's and Microsoft's mechanism, which go-sasl lacks.
type xoauth2 struct{ user, token string }

func (x *xoauth2) Start() (mechanism string, initial []byte, err error) {
	return "XOAUTH2", []byte("user=" + x.user + "\x01auth=Bearer " + x.token + "\x01\x01"), nil
}

// Next sees a challenge only where the token was refused; its JSON says why. The empty answer that the
// server then waits for would tell no more, and go-imap cannot give it.
func (x *xoauth2) Next(challenge []byte) ([]byte, error) {
	return nil, tokenRefused(challenge)
}

// tokenRefused is what a server says of a token that it does not take.
type tokenRefused string

func (t tokenRefused) Error() string { return "the token was refused: " + string(t) }
