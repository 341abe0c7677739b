package mail

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"errors"
	"io"
	"strings"
	"sync"

	fast "github.com/segmentio/asm/base64"
)

// identity tells whether a transfer encoding leaves the bytes as they are (RFC 2045, 6).
func identity(encoding string) bool {
	switch encodingName(encoding) {
	case "base64", "quoted-printable", "uuencode":
		return false
	}
	return true
}

func encodingName(encoding string) string {
	name := strings.ToLower(strings.Trim(stripComment(encoding), " \t\";"))
	switch name {
	case "x-uuencode", "x-uue", "uue":
		return "uuencode"
	case "quotedprintable", "quoted_printable":
		return "quoted-printable"
	case "base-64", "x-base64":
		return "base64"
	}
	return name
}

// body opens the decoded body of a part. It can be opened again.
func (p *part) body() io.Reader {
	size := p.end - p.start
	raw := io.NewSectionReader(p.src, p.start, size)
	switch encodingName(p.header.get("content-transfer-encoding")) {
	case "base64":
		return newBase64Reader(raw, size)
	case "quoted-printable":
		return &qpReader{in: bufio.NewReaderSize(raw, bufferFor(size, 16<<10))}
	case "uuencode":
		return newUUReader(raw, size)
	}
	return raw
}

// base64Reader decodes base64 as mail has it: line ends stripped in blocks, so that the decoder,
// which takes thirty-two characters at once, sees long unbroken runs; foreign characters dropped;
// padding in the middle, where one encoded text follows another; an end that was cut off.
type base64Reader struct {
	in io.Reader
	*base64Buffers
	out []byte // decoded, not yet read
	err error
}

// base64Buffers are used again for the next part: they are most of what reading a message
// allocates.
type base64Buffers struct {
	raw   []byte // one block as read
	clean []byte // of it, and of what the last block left over
	spare []byte // holds out
}

const base64Block = 48 << 10

var wholeBlocks = sync.Pool{New: func() any { return newBase64Buffers(base64Block) }}

func newBase64Buffers(block int) *base64Buffers {
	return &base64Buffers{raw: make([]byte, block), clean: make([]byte, 0, block+4), spare: make([]byte, block)}
}

func newBase64Reader(in io.Reader, size int64) *base64Reader {
	block := bufferFor(size, base64Block)
	if block < base64Block {
		return &base64Reader{in: in, base64Buffers: newBase64Buffers(block)}
	}
	b := wholeBlocks.Get().(*base64Buffers)
	b.clean = b.clean[:0]
	return &base64Reader{in: in, base64Buffers: b}
}

// over gives the buffers back when all is read.
func (r *base64Reader) over() {
	if b := r.base64Buffers; b != nil && len(b.raw) == base64Block {
		wholeBlocks.Put(b)
	}
	r.base64Buffers = nil
}

// bufferFor keeps the buffers of the many small messages small.
func bufferFor(size int64, most int) int {
	return int(min(max(size, 512), int64(most)))
}

func (r *base64Reader) Read(p []byte) (int, error) {
	for len(r.out) == 0 {
		if r.err != nil {
			r.over()
			return 0, r.err
		}
		r.fill()
	}
	n := copy(p, r.out)
	r.out = r.out[n:]
	return n, nil
}

// WriteTo spares io.Copy a copy.
func (r *base64Reader) WriteTo(w io.Writer) (int64, error) {
	var total int64
	for {
		if len(r.out) > 0 {
			n, err := w.Write(r.out)
			total += int64(n)
			if err != nil {
				return total, err
			}
			r.out = nil
		}
		if r.err != nil {
			r.over()
			if r.err == io.EOF {
				return total, nil
			}
			return total, r.err
		}
		r.fill()
	}
}

func (r *base64Reader) fill() {
	n, err := io.ReadFull(r.in, r.raw)
	if errors.Is(err, io.ErrUnexpectedEOF) {
		err = io.EOF
	}
	r.err = err
	r.clean = appendLines(r.clean, r.raw[:n])
	whole := len(r.clean)
	if r.err == nil {
		whole -= whole % 4
	}
	decoded, bad := fast.StdEncoding.Decode(r.spare, r.clean[:whole])
	if bad != nil {
		r.slow()
		return
	}
	r.out = r.spare[:decoded]
	r.clean = append(r.clean[:0], r.clean[whole:]...)
}

// appendLines appends what stands in lines without their ends. Where a line is as long as the one
// before, which in base64 all but the last are, its end is not searched for.
func appendLines(dst, raw []byte) []byte {
	for len(raw) > 0 {
		line, rest, _ := bytes.Cut(raw, []byte{'\n'})
		whole := raw[:len(raw)-len(rest)]
		line = bytes.TrimSuffix(line, []byte{'\r'})
		dst, raw = append(dst, line...), rest
		for end := whole[len(line):]; len(end) > 0 && len(raw) >= len(whole) && string(raw[len(line):len(whole)]) == string(end); raw = raw[len(whole):] {
			dst = append(dst, raw[:len(line)]...)
		}
	}
	return dst
}

// slow decodes a block that the strict decoder refused, character by character.
func (r *base64Reader) slow() {
	out, quantum := r.spare[:0], make([]byte, 0, 4)
	flush := func() {
		var three [3]byte
		n, _ := base64.RawStdEncoding.Decode(three[:], quantum) // one character alone gives nothing
		out = append(out, three[:n]...)
		quantum = quantum[:0]
	}
	for _, c := range r.clean {
		switch {
		case c == '=':
			flush()
		case isBase64(c):
			if quantum = append(quantum, c); len(quantum) == 4 {
				flush()
			}
		}
	}
	if r.err != nil {
		flush()
	}
	r.out = out
	r.clean = append(r.clean[:0], quantum...)
}

func isBase64(c byte) bool {
	return 'A' <= c && c <= 'Z' || 'a' <= c && c <= 'z' || '0' <= c && c <= '9' || c == '+' || c == '/'
}

// qpReader decodes quoted-printable (RFC 2045, 6.7) and keeps what is wrong in it as it is.
type qpReader struct {
	in  *bufio.Reader
	out []byte
	err error
}

func (r *qpReader) Read(p []byte) (int, error) {
	for len(r.out) == 0 {
		if r.err != nil {
			return 0, r.err
		}
		var line []byte
		line, r.err = r.in.ReadSlice('\n')
		if errors.Is(r.err, bufio.ErrBufferFull) {
			line, r.err = r.wholeEscapes(line), nil
		}
		r.out = decodeQP(line)
	}
	n := copy(p, r.out)
	r.out = r.out[n:]
	return n, nil
}

// wholeEscapes gives back what a line longer than the buffer has cut: „=D“ without its end.
func (r *qpReader) wholeEscapes(line []byte) []byte {
	for i := 1; i <= 2; i++ {
		if line[len(line)-i] == '=' {
			line = append([]byte(nil), line...)
			for range 3 - i {
				c, err := r.in.ReadByte()
				if err != nil {
					break
				}
				line = append(line, c)
			}
			break
		}
	}
	return line
}

// decodeQP decodes one line in place.
func decodeQP(line []byte) []byte {
	text := bytes.TrimRight(line, "\r\n")
	end := line[len(text):]
	if soft := bytes.TrimRight(text, " \t"); len(end) > 0 && len(soft) > 0 && soft[len(soft)-1] == '=' {
		text, end = soft[:len(soft)-1], nil // a soft line break
	}
	out := line[:0]
	for i := 0; i < len(text); i++ {
		if text[i] == '=' && i+2 < len(text) {
			if hi, lo := unhex(text[i+1]), unhex(text[i+2]); hi < 16 && lo < 16 {
				out = append(out, hi<<4|lo)
				i += 2
				continue
			}
		}
		out = append(out, text[i])
	}
	return append(out, end...)
}

func unhex(c byte) byte {
	switch {
	case '0' <= c && c <= '9':
		return c - '0'
	case 'A' <= c && c <= 'F':
		return c - 'A' + 10
	case 'a' <= c && c <= 'f':
		return c - 'a' + 10
	}
	return 16
}
