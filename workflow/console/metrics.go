package console

import (
	"bytes"
	"net/http"
	"time"

	"github.com/VictoriaMetrics/metrics"
)

// metrics are for monitoring that keeps a history (the text format of Prometheus): the numbers of
// one moment, read at each scrape, so that they are never older than the state. An instant that
// there is none of is left out. What cannot be read is an error and no zero.
func (c *console) metrics(w http.ResponseWriter, r *http.Request) {
	numbers, err := c.numbers(r)
	if err != nil {
		c.Log.Error("the metrics cannot be told", "error", err)
		http.Error(w, "the state cannot be read; the service's log says why", http.StatusInternalServerError)
		return
	}
	var b bytes.Buffer
	numbers.WritePrometheus(&b)
	w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
	w.Write(b.Bytes())
}

func (c *console) numbers(r *http.Request) (*metrics.Set, error) {
	health, err := c.Health(r.Context(), c.Now())
	if err != nil {
		return nil, err
	}
	office, err := c.Reader(r.Context()).Office()
	if err != nil {
		return nil, err
	}
	held, err := c.Reader(r.Context()).Held()
	if err != nil {
		return nil, err
	}
	set := metrics.NewSet()
	count := func(name string, n int) { set.NewGauge("srok_"+name, nil).Set(float64(n)) }
	instant := func(name string, at time.Time) {
		if !at.IsZero() {
			set.NewGauge("srok_"+name+"_timestamp_seconds", nil).Set(float64(at.UnixMilli()) / 1000)
		}
	}
	instant("mailbox_checked", health.LastCheck)
	instant("digest_written", office.DigestSlot)
	instant("letters_waiting_since", health.WaitingSince) // that were tried, and no server took
	count("letters_waiting", health.Waiting)
	count("silences", len(health.Silence)) // what should have happened and has not
	count("messages_held", len(held))
	count("messages_set_aside", len(health.Aside))
	stopped := 0 // 1 while nothing is sent, because a person or srok itself stopped it
	if health.Paused != "" {
		stopped = 1
	}
	count("paused", stopped)
	return set, nil
}
