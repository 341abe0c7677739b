package mailtest

import (
	"encoding/hex"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"syscall"
)

// EICAR is what every virus scanner takes for a virus, by agreement, and what does nothing. It is
// put together here so that no scanner takes this source for one.
const EICAR = `X5O!P%@AP[4\PZX54(P^)7CC)7}` + `$EICAR-STANDARD-ANTIVIRUS-` + `TEST-FILE!$H+H*`

// Clamd is a real ClamAV daemon that knows one virus: EICAR.
type Clamd struct {
	Socket  string // its path
	TCPAddr string
	// MaxStream is the largest file that it takes, in bytes.
	MaxStream int64

	config string
}

// NewClamd prepares Debian's clamd; Start runs it. Without it the test is skipped, or fails where
// RequireServers is set.
func NewClamd(t TB) *Clamd {
	t.Helper()
	program(t, "clamav-daemon", "clamd")
	dir := tempFolder(t, "clamd")
	c := &Clamd{Socket: filepath.Join(dir, "clamd.ctl"), TCPAddr: fmt.Sprintf("127.0.0.1:%d", freePort(t)), MaxStream: 2 << 20,
		config: filepath.Join(dir, "clamd.conf")}
	if err := os.Mkdir(filepath.Join(dir, "signatures"), 0o755); err != nil {
		t.Fatalf("%v", err)
	}
	// ClamAV, „Body-based Signature Content Format“: name, any sort of file, any offset, the bytes.
	writeFile(t, filepath.Join(dir, "signatures", "test.ndb"), "Srok.Test.EICAR:0:*:"+hex.EncodeToString([]byte(EICAR))+"\n")
	_, port, err := net.SplitHostPort(c.TCPAddr)
	if err != nil {
		t.Fatalf("%v", err)
	}
	writeFile(t, c.config, fmt.Sprintf("Foreground yes\nUser root\nLocalSocket %s\nTCPSocket %s\nTCPAddr 127.0.0.1\nDatabaseDirectory %s/signatures\nStreamMaxLength %d\n",
		c.Socket, port, dir, c.MaxStream))
	return c
}

// Start runs it until the test ends.
func (c *Clamd) Start(t TB) {
	t.Helper()
	startDaemon(t, "Self checking every", syscall.SIGTERM, program(t, "clamav-daemon", "clamd"), "-c", c.config)
}
