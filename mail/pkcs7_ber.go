package mail

import (
	"bufio"
	"bytes"
	"crypto/x509"
	"encoding/asn1"
	"errors"
	"io"
)

// A .p7m may be a scan of many megabytes, and BER may nest as deep as its sender likes; so the
// content is streamed out of it here, where a PKCS#7 library would hold all of it several times
// and recurse (smallstep/pkcs7 does both). Nothing is verified.

var (
	errNotSigned = errors.New("no signed content")

	oidSignedData    = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 2}
	oidEnvelopedData = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 3}
	oidAuthEnveloped = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 1, 23}
)

// Tags of BER (X.690, 8.1.2) that CMS uses.
const (
	tagEnd         = 0x00
	tagOctets      = 0x04
	tagOID         = 0x06
	tagOctetsParts = 0x24
	tagSequence    = 0x30
	tagContext0    = 0xA0
)

const (
	berIndefinite = -1
	berDepth      = 16      // of an octet string cut into octet strings
	berSmall      = 4 << 10 // of what is read whole: version, algorithms, OIDs
	maxCert       = 64 << 10
)

// ber reads the tags and lengths of BER one by one.
type ber struct {
	in *bufio.Reader
	at int64
}

func (b *ber) byte() (byte, error) {
	c, err := b.in.ReadByte()
	if err == nil {
		b.at++
	}
	return c, err
}

// head reads a tag and a length; berIndefinite where an end mark will come.
func (b *ber) head() (tag byte, length int64, err error) {
	if tag, err = b.byte(); err != nil {
		return 0, 0, err
	}
	if tag&0x1F == 0x1F {
		return 0, 0, errNotSigned // no such tag in CMS
	}
	c, err := b.byte()
	if err != nil {
		return 0, 0, err
	}
	switch {
	case c < 0x80:
		return tag, int64(c), nil
	case c == 0x80:
		return tag, berIndefinite, nil
	case c > 0x84:
		return 0, 0, errNotSigned
	}
	for range c & 0x7F {
		d, err := b.byte()
		if err != nil {
			return 0, 0, err
		}
		length = length<<8 | int64(d)
	}
	return tag, length, nil
}

func (b *ber) expect(want byte) (int64, error) {
	tag, length, err := b.head()
	if err == nil && tag != want {
		err = errNotSigned
	}
	return length, err
}

func (b *ber) take(length, most int64) ([]byte, error) {
	if length < 0 || length > most {
		return nil, errNotSigned
	}
	data := make([]byte, length)
	n, err := io.ReadFull(b.in, data)
	b.at += int64(n)
	return data, err
}

func (b *ber) oid() (asn1.ObjectIdentifier, error) {
	length, err := b.expect(tagOID)
	if err != nil {
		return nil, err
	}
	data, err := b.take(length, 64)
	if err != nil {
		return nil, err
	}
	var oid asn1.ObjectIdentifier
	der := append([]byte{tagOID, byte(len(data))}, data...)
	if _, err := asn1.Unmarshal(der, &oid); err != nil {
		return nil, errNotSigned
	}
	return oid, nil
}

// signed is a reader of the signed content (RFC 5652, 5.1: SignedData.encapContentInfo). After
// its end the certificates follow.
type signed struct {
	b    *ber
	ends []int64 // of the open octet strings; berIndefinite
	left int64   // of the octets at hand
	cut  bool    // it ended before its end
	done bool
}

// openSigned goes to the content of a CMS message in BER, base64 or PEM.
func openSigned(r io.Reader) (*signed, error) {
	in := bufio.NewReaderSize(r, 16<<10)
	if head, _ := in.Peek(11); bytes.HasPrefix(head, []byte("-----BEGIN ")) {
		if _, err := in.ReadSlice('\n'); err != nil {
			return nil, errNotSigned
		}
		in = bufio.NewReaderSize(newBase64Reader(in, base64Block), 16<<10)
	} else if bytes.HasPrefix(head, []byte("MI")) {
		in = bufio.NewReaderSize(newBase64Reader(in, base64Block), 16<<10)
	}
	b := &ber{in: in}
	if _, err := b.expect(tagSequence); err != nil {
		return nil, errNotSigned
	}
	kind, err := b.oid()
	switch {
	case err != nil:
		return nil, errNotSigned
	case kind.Equal(oidEnvelopedData) || kind.Equal(oidAuthEnveloped):
		return nil, ErrEncrypted
	case !kind.Equal(oidSignedData):
		return nil, errNotSigned
	}
	if err := b.toContent(); err != nil {
		return nil, errNotSigned
	}
	tag, length, err := b.head()
	s := &signed{b: b}
	switch {
	case err != nil:
		return nil, errNotSigned
	case tag == tagOctets && length >= 0:
		s.left = length
	case tag == tagOctetsParts:
		s.ends = []int64{b.end(length)}
	default:
		return nil, errNotSigned
	}
	return s, nil
}

// toContent passes over the version and the digest algorithms.
func (b *ber) toContent() error {
	for _, tag := range []byte{tagContext0, tagSequence} {
		if _, err := b.expect(tag); err != nil {
			return err
		}
	}
	for _, tag := range []byte{0x02, 0x31} {
		length, err := b.expect(tag)
		if err != nil {
			return err
		}
		if length == berIndefinite {
			if err := b.skipIndefinite(); err != nil {
				return err
			}
			continue
		}
		if _, err := b.take(length, berSmall); err != nil {
			return err
		}
	}
	if _, err := b.expect(tagSequence); err != nil {
		return err
	}
	if _, err := b.oid(); err != nil {
		return err
	}
	_, err := b.expect(tagContext0)
	return err
}

// skipIndefinite passes over the digest algorithms where they have no length: sequences of
// known length, then the end mark.
func (b *ber) skipIndefinite() error {
	for range 16 {
		tag, length, err := b.head()
		if err != nil || tag == tagEnd && length == 0 {
			return err
		}
		if _, err := b.take(length, berSmall); err != nil {
			return err
		}
	}
	return errNotSigned
}

func (b *ber) end(length int64) int64 {
	if length == berIndefinite {
		return berIndefinite
	}
	return b.at + length
}

func (s *signed) Read(p []byte) (int, error) {
	for s.left == 0 {
		if len(s.ends) == 0 {
			s.done = true
			return 0, io.EOF
		}
		end := s.ends[len(s.ends)-1]
		if end != berIndefinite && s.b.at >= end {
			s.ends = s.ends[:len(s.ends)-1]
			continue
		}
		tag, length, err := s.b.head()
		switch {
		case err != nil || (tag == tagOctets && length < 0):
			return 0, s.broken(err)
		case tag == tagEnd && length == 0 && end == berIndefinite:
			s.ends = s.ends[:len(s.ends)-1]
		case tag == tagOctets:
			s.left = length
		case tag == tagOctetsParts && len(s.ends) < berDepth:
			s.ends = append(s.ends, s.b.end(length))
		default:
			return 0, s.broken(nil)
		}
	}
	n, err := s.b.in.Read(p[:min(int64(len(p)), s.left)])
	s.b.at += int64(n)
	s.left -= int64(n)
	if err != nil && n == 0 {
		return 0, s.broken(err)
	}
	return n, nil
}

// broken ends the content where it breaks off; an error of the disk is no such end.
func (s *signed) broken(err error) error {
	if err != nil && !isEnd(err) && !errors.Is(err, errNotSigned) {
		return err
	}
	s.cut = true
	s.left, s.ends = 0, nil
	return io.EOF
}

// signer reads on to the certificates and names whose they are, as they say themselves. It is
// empty where they cannot be read.
func (s *signed) signer() string {
	if !s.done || s.cut {
		return ""
	}
	name := ""
	for range 64 { // end marks and certificates
		tag, length, err := s.b.head()
		switch {
		case err != nil:
			return name
		case tag == tagEnd && length == 0, tag == tagContext0:
			continue
		case tag != tagSequence || length < 0 || length > maxCert:
			return name
		}
		body, err := s.b.take(length, maxCert)
		if err != nil {
			return name
		}
		cert, err := x509.ParseCertificate(berSequence(body))
		if err != nil {
			continue
		}
		if name == "" || !cert.IsCA {
			if name = cert.Subject.CommonName; name == "" && len(cert.Subject.Organization) > 0 {
				name = cert.Subject.Organization[0]
			}
		}
		if !cert.IsCA {
			return oneLine(cleanText(name))
		}
	}
	return name
}

// berSequence puts the head that was read back before a certificate.
func berSequence(body []byte) []byte {
	n := len(body)
	head := []byte{tagSequence, 0x82, byte(n >> 8), byte(n)}
	switch {
	case n < 0x80:
		head = []byte{tagSequence, byte(n)}
	case n < 0x100:
		head = []byte{tagSequence, 0x81, byte(n)}
	}
	return append(head, body...)
}
