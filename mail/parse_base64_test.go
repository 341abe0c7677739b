package mail

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/iotest"
)

// Bytes come back from base64 in lines of any length, ended in any way, with what does not belong
// there in between, however they are read.
func TestBase64InLines(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for _, size := range []int{0, 1, 2, 3, 44, 45, 46, 57, 5700, 36<<10 - 1, 36 << 10, 36<<10 + 1, 200_000} {
		want := make([]byte, size)
		for i := range want {
			want[i] = byte(random.Uint32())
		}
		encoded := base64.StdEncoding.EncodeToString(want)
		for _, width := range []int{1, 3, 4, 60, 75, 76, 77, 998, 70_000} {
			for _, ending := range []string{"\n", "\r\n", " \r\n", "\n\n", "!\r\n"} {
				text := inLines(encoded, width, ending)
				for how, read := range map[string]func(io.Reader) ([]byte, error){
					"at once":      readByWriteTo,
					"byte by byte": func(r io.Reader) ([]byte, error) { return io.ReadAll(iotest.OneByteReader(r)) },
				} {
					got, err := read(newBase64Reader(strings.NewReader(text), int64(len(text))))
					if err != nil || !bytes.Equal(got, want) {
						t.Fatalf("%d bytes in lines of %d ended by %q, read %s: %d bytes, %v", size, width, ending, how, len(got), err)
					}
				}
			}
		}
	}
}

func inLines(text string, width int, ending string) string {
	var b strings.Builder
	for ; len(text) > width; text = text[width:] {
		fmt.Fprint(&b, text[:width], ending)
	}
	return b.String() + text + ending
}

func readByWriteTo(r io.Reader) ([]byte, error) {
	var b bytes.Buffer
	_, err := r.(io.WriterTo).WriteTo(&b)
	return b.Bytes(), err
}
