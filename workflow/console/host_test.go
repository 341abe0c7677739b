package console_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"srok/workflow/console"
	"srok/workflow/engine"
)

// A stranger's page whose name in the DNS turns to this machine reads nothing: the browser asks under
// that name.
func TestOnlyUnderItsOwnNames(t *testing.T) {
	const loopback, network = "127.0.0.1:8025", "0.0.0.0:8025"
	yes := []string{"localhost", "localhost:8025", "LocalHost.:8025", "127.0.0.1:8025", "127.1.2.3", "[::1]:8025", "::1", "192.168.1.5:8025", "council.localhost:8025", ""}
	no := []string{"evil.example", "evil.example:8025", "localhost.evil.example", "127.0.0.1.evil.example:8025", "srok.oa.example:80", "1.2.3", "evil.example.", "xlocalhost.example", "[evil.example]:8025"}
	for _, c := range []struct {
		listen string
		hosts  []string
		yes    []string
		no     []string
	}{
		{loopback, nil, yes, append(no, "server1:8025")},
		{"localhost:8025", nil, yes, append(no, "server1:8025")},
		{network, nil, append(yes, "server1:8025", "srok"), no},
		{":8025", nil, append(yes, "server1:8025"), no},
		{"pages.oa.example:8025", nil, append(yes, "pages.oa.example", "Pages.OA.example:8025"), no},
		{loopback, []string{"srok.OA.example", "server1"}, append(yes, "srok.oa.example", "SROK.oa.example.:443", "server1:8025"), []string{"oa.example", "evil.example", "x.srok.oa.example"}},
	} {
		s := source(t, engine.Health{}, nil)
		s.Listen, s.Hosts = c.listen, c.hosts
		h := console.New(s)
		for _, hosts := range []struct {
			names []string
			want  int
		}{{c.yes, http.StatusOK}, {c.no, http.StatusMisdirectedRequest}} {
			for _, host := range hosts.names {
				for _, path := range []string{"/", "/healthz", "/metrics"} {
					r := httptest.NewRequest(http.MethodGet, path, nil)
					r.Host = host
					w := httptest.NewRecorder()
					h.ServeHTTP(w, r)
					if w.Code != hosts.want {
						t.Errorf("on %s with %q: %s under %q: %d", c.listen, c.hosts, path, host, w.Code)
					}
				}
			}
		}
	}
}
