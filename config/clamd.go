package config

import (
	"fmt"
	"net"
	"strconv"
	"strings"
	"time"
)

// Clamd is the virus scanner that is asked about every file that arrives. Without an address
// nobody is.
type Clamd struct {
	Address        string `yaml:"address"` // the path of its socket, or host:port
	MaxMB          int    `yaml:"max_mb"`  // of the largest file that it takes
	TimeoutSeconds int    `yaml:"timeout_seconds"`
}

// Given reports whether a scanner is to be asked.
func (c Clamd) Given() bool { return c.Address != "" }

// MaxBytes is the largest file that it takes.
func (c Clamd) MaxBytes() int64 { return int64(c.MaxMB) << 20 }

// Timeout for one file.
func (c Clamd) Timeout() time.Duration { return time.Duration(c.TimeoutSeconds) * time.Second }

func (c Clamd) check(s *source) error {
	return first(
		c.checkAddress(s),
		s.checkRange("clamd.max_mb", c.MaxMB, 1, 2000),
		s.checkRange("clamd.timeout_seconds", c.TimeoutSeconds, 1, 600),
	)
}

func (c Clamd) checkAddress(s *source) error {
	if c.Address == "" || strings.HasPrefix(c.Address, "/") {
		return s.checkLine("clamd.address", c.Address)
	}
	host, port, err := net.SplitHostPort(c.Address)
	if n, bad := strconv.Atoi(port); err != nil || host == "" || bad != nil || n < 1 || n > 65535 {
		return s.refuse("clamd.address", fmt.Sprintf("%q is neither the path of a socket nor host:port", excerpt(c.Address)), "write it as /run/clamav/clamd.ctl, or 127.0.0.1:3310")
	}
	return s.checkLine("clamd.address", c.Address)
}
