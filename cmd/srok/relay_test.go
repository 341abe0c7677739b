package main

import (
	"net"
	"sync"
	"testing"
)

// relay stands between srok and a server and lets a test see every byte that passes.
type relay struct {
	// spend is told of bytes on their way and says how many of them may pass; where that is not
	// all of them the connection ends behind those.
	spend func(toServer bool, p []byte) int
}

// relayTo serves until the test ends and returns the address that stands for the target's.
func relayTo(t testing.TB, target string, spend func(toServer bool, p []byte) int) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var running sync.WaitGroup
	t.Cleanup(func() { l.Close(); running.Wait() })
	r := &relay{spend: spend}
	running.Go(func() {
		for {
			client, err := l.Accept()
			if err != nil {
				return
			}
			running.Go(func() { r.join(client, target) })
		}
	})
	return l.Addr().String()
}

func (r *relay) join(client net.Conn, target string) {
	defer client.Close()
	server, err := net.Dial("tcp", target)
	if err != nil {
		return // the client sees a connection that ends: a server that is down
	}
	defer server.Close()
	var both sync.WaitGroup
	both.Go(func() { r.pass(server, client, true) })
	both.Go(func() { r.pass(client, server, false) })
	both.Wait()
}

func (r *relay) pass(to, from net.Conn, toServer bool) {
	defer to.Close()
	defer from.Close()
	buffer := make([]byte, 4096)
	for {
		n, err := from.Read(buffer)
		if n > 0 {
			allowed := r.spend(toServer, buffer[:n])
			if _, err := to.Write(buffer[:allowed]); err != nil || allowed < n {
				return
			}
		}
		if err != nil {
			return // io.EOF or a connection that the other half closed
		}
	}
}
