package store

import (
	"bytes"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"srok/workflow"
)

// Several read letters of many sizes at once, each into its own buffer, behind what is there.
func TestAppendLetterBytes(t *testing.T) {
	s := openStore(t, t.TempDir())
	letter := func(n int) []byte { return []byte(strings.Repeat(fmt.Sprintf("letter %d\x00\r\n", n), 1+n*n*100)) }
	const letters = 12
	write(t, s, func(tx *Tx) error {
		for n := range letters {
			key := fmt.Sprint("l", n)
			if err := errors.Join(
				tx.Append(monday, workflow.BySrok, about(workflow.AboutLetter, key), workflow.Composed{Letter: workflow.Letter{MessageID: key + "@x.example"}}),
				tx.KeepLetter(key, letter(n))); err != nil {
				return err
			}
		}
		return nil
	})
	var couriers sync.WaitGroup
	for range 2 * readers {
		couriers.Go(func() {
			var buffer []byte
			for n := range letters {
				var err error
				buffer, err = s.AppendLetterBytes(t.Context(), append(buffer[:0], "before "...), fmt.Sprint("l", n))
				if want := append([]byte("before "), letter(n)...); err != nil || !bytes.Equal(buffer, want) {
					t.Errorf("letter %d: %d bytes, want %d, %v", n, len(buffer), len(want), err)
				}
			}
		})
	}
	couriers.Wait()
	if got, err := s.AppendLetterBytes(t.Context(), []byte("before"), "none"); !errors.Is(err, sql.ErrNoRows) || string(got) != "before" {
		t.Errorf("no letter: %q, %v", got, err)
	}
	if len(s.buffers.waiting) > 0 {
		t.Errorf("%d buffers wait", len(s.buffers.waiting))
	}
}
