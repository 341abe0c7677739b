package mail

import (
	"bufio"
	"bytes"
	"io"
)

// uuBegin is the first line of a uuencoded file: mode and name (POSIX uuencode).
var uuBegin = compiled(`^begin [0-7]{3,4} (\S.{0,250}?)\s*$`)

// uuReader decodes one uuencoded file, from its „begin“ line, which may be absent, to „end“.
type uuReader struct {
	in  *bufio.Reader
	out []byte
	err error
}

func newUUReader(in io.Reader, size int64) *uuReader {
	return &uuReader{in: bufio.NewReaderSize(in, bufferFor(size, 16<<10))}
}

func (r *uuReader) Read(p []byte) (int, error) {
	for len(r.out) == 0 {
		if r.err != nil {
			return 0, r.err
		}
		line, err := r.in.ReadSlice('\n')
		if err != nil {
			r.err = io.EOF // an over-long line is no uuencode either
		}
		line = bytes.TrimRight(line, "\r\n")
		switch {
		case len(line) == 0 || bytes.HasPrefix(line, []byte("begin ")):
		case string(line) == "end":
			r.err = io.EOF
		default:
			r.out = decodeUULine(line)
		}
	}
	n := copy(p, r.out)
	r.out = r.out[n:]
	return n, nil
}

// decodeUULine decodes a line: its length as a character, then four characters for three bytes.
// Mail servers strip trailing blanks, each of which is a zero.
func decodeUULine(line []byte) []byte {
	length := int(line[0]-' ') & 63
	text := line[1:]
	out := make([]byte, 0, length+3)
	for i := 0; len(out) < length; i += 4 {
		var four [4]byte
		for j := range four {
			if i+j < len(text) {
				four[j] = (text[i+j] - ' ') & 63
			}
		}
		out = append(out, four[0]<<2|four[1]>>4, four[1]<<4|four[2]>>2, four[2]<<6|four[3])
	}
	return out[:length]
}
