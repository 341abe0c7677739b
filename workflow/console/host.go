package console

import (
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// forUs refuses a request that a browser makes under another's name: a page of a stranger whose name in
// the DNS turns from the stranger's server to this machine (DNS rebinding) would otherwise read ours as
// its own. An address or localhost is no name that a stranger could turn.
func (c *console) forUs(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !c.isOurs(hostOf(r.Host)) {
			http.Error(w, "Под това име страниците не се показват. Отворете ги като http://localhost или впишете името в hosts на srok.yaml.", http.StatusMisdirectedRequest)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// isOurs: no browser leaves the host out (RFC 9112, section 3.2). Where other machines may connect, a name
// without a dot is one of their own network, and none of the public DNS.
func (c *console) isOurs(host string) bool {
	_, notAddress := netip.ParseAddr(host)
	return host == "" || notAddress == nil || host == "localhost" || strings.HasSuffix(host, ".localhost") ||
		host == hostOf(c.Listen) || slices.ContainsFunc(c.Hosts, func(name string) bool { return strings.EqualFold(name, host) }) ||
		!strings.Contains(host, ".") && !isLoopback(hostOf(c.Listen))
}

// hostOf leaves the port out, and what may be written in several ways.
func hostOf(hostPort string) string {
	host, _, err := net.SplitHostPort(hostPort)
	if err != nil {
		host = strings.Trim(hostPort, "[]")
	}
	return strings.TrimSuffix(strings.ToLower(host), ".")
}

func isLoopback(host string) bool {
	address, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && address.IsLoopback()
}
