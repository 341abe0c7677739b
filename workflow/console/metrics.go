package console

import (
	"context"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// metrics are for monitoring that keeps a history: the numbers of one moment, read at each scrape,
// so that they are never older than the state.
func (c *console) metrics(w http.ResponseWriter, r *http.Request) {
	registry := prometheus.NewRegistry()
	registry.MustRegister(gauges{c, r.Context()})
	promhttp.HandlerFor(registry, promhttp.HandlerOpts{ErrorHandling: promhttp.HTTPErrorOnError}).ServeHTTP(w, r)
}

// gauges are the metrics of one scrape.
type gauges struct {
	*console
	ctx context.Context
}

func describe(name, help string) *prometheus.Desc {
	return prometheus.NewDesc("srok_"+name, help, nil, nil)
}

var (
	mailboxChecked = describe("mailbox_checked_timestamp_seconds", "When the mailbox was last read without an error; absent: never.")
	lettersWaiting = describe("letters_waiting", "Letters that no server has taken yet.")
	waitingSince   = describe("letters_waiting_since_timestamp_seconds", "Since when a letter that was tried waits for a server; absent: none does.")
	digestWritten  = describe("digest_written_timestamp_seconds", "The slot of the last digest that was written.")
	silences       = describe("silences", "What should have happened and has not, for longer than the configuration allows.")
	paused         = describe("paused", "1 while nothing is sent, because a person or srok itself stopped it.")
	held           = describe("messages_held", "Messages that wait for a person.")
	aside          = describe("messages_set_aside", "Messages that the mail server cannot give.")
	unreadState    = describe("state", "The state, which could not be read.")
)

// Describe names no metric beforehand: those of instants come and go.
func (g gauges) Describe(chan<- *prometheus.Desc) {}

// Collect reads the state once.
func (g gauges) Collect(out chan<- prometheus.Metric) {
	failed := func(err error) bool {
		if err != nil {
			g.Log.Error("the metrics cannot be told", "error", err)
			out <- prometheus.NewInvalidMetric(unreadState, err)
		}
		return err != nil
	}
	health, err := g.Health(g.ctx, g.Now())
	if failed(err) {
		return
	}
	office, err := g.Reader(g.ctx).Office()
	if failed(err) {
		return
	}
	messages, err := g.Reader(g.ctx).Held()
	if failed(err) {
		return
	}
	count := func(desc *prometheus.Desc, n int) {
		out <- prometheus.MustNewConstMetric(desc, prometheus.GaugeValue, float64(n))
	}
	instant := func(desc *prometheus.Desc, at time.Time) {
		if !at.IsZero() {
			out <- prometheus.MustNewConstMetric(desc, prometheus.GaugeValue, float64(at.UnixMilli())/1000)
		}
	}
	instant(mailboxChecked, health.LastCheck)
	instant(waitingSince, health.WaitingSince)
	instant(digestWritten, office.DigestSlot)
	count(lettersWaiting, health.Waiting)
	count(silences, len(health.Silence))
	count(held, len(messages))
	count(aside, len(health.Aside))
	stopped := 0
	if health.Paused != "" {
		stopped = 1
	}
	count(paused, stopped)
}
