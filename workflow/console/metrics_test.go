package console_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"srok/workflow"
	"srok/workflow/engine"
)

// A scrape has every number of the moment; an instant that there is none of is left out.
func TestMetrics(t *testing.T) {
	checked := time.Date(2018, 12, 3, 7, 0, 0, 500e6, time.UTC)
	body := "\n" + get(t, pages(t, engine.Health{LastCheck: checked, Waiting: 3, Silence: []string{"a", "b"}, Paused: "преглед", Aside: make([]workflow.Aside, 1)}, nil), "/metrics").Body.String()
	for _, want := range []string{
		"\nsrok_letters_waiting 3\n", "\nsrok_silences 2\n", "\nsrok_paused 1\n", "\nsrok_messages_set_aside 1\n",
		"\nsrok_messages_held ", "\nsrok_mailbox_checked_timestamp_seconds 1.5438204005e+09\n",
	} {
		if !strings.Contains(body, want) {
			t.Errorf("%q is missing in\n%s", want, body)
		}
	}
	if strings.Contains(body, "waiting_since") {
		t.Errorf("an instant that there is none of:\n%s", body)
	}
	quiet := get(t, pages(t, engine.Health{}, nil), "/metrics").Body.String()
	for _, want := range []string{"\nsrok_paused 0\n", "\nsrok_silences 0\n"} {
		if !strings.Contains(quiet, want) {
			t.Errorf("%q is missing in\n%s", want, quiet)
		}
	}
}

// What cannot be read is an error, not a zero.
func TestMetricsThatCannotBeRead(t *testing.T) {
	w := get(t, pages(t, engine.Health{}, errors.New("disk")), "/metrics")
	if w.Code != http.StatusInternalServerError || strings.Contains(w.Body.String(), "srok_silences 0") {
		t.Errorf("%d: %s", w.Code, w.Body.String())
	}
}
