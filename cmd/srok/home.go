package main

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"srok/workflow/store"
)

// machineID is the machine's own mark (machine-id(5)); a container may have none. Its manual asks
// programs never to show it as it is.
const machineID = "/etc/machine-id"

// homeOf marks the machine and the very database file: a folder that was copied, unpacked or put
// back from a backup has another one, and a folder that was only renamed the same. What it cannot
// tell, such as a whole machine that was put back, the council's letters in the mailbox tell.
func homeOf(dir string) (string, error) {
	machine, err := os.ReadFile(machineID)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("where this is: %w", err)
	}
	file, err := fileMark(store.Path(dir))
	if err != nil {
		return "", fmt.Errorf("where %s is: %w", store.Path(dir), err)
	}
	sum := sha256.Sum256([]byte("srok home\n" + strings.TrimSpace(string(machine)) + "\n" + file))
	return fmt.Sprintf("%x", sum[:8]), nil
}
