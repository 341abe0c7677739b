package engine

import (
	"slices"

	"srok/workflow"
)

// heed notes in the message what a person should read beside the report forms of a reply: srok then
// neither accepts nor returns them by itself.
func (in arrival) heed(m workflow.Message, d delivery) (arrival, workflow.Message) {
	m.Warnings = slices.Clone(m.Warnings)
	for _, r := range d.received {
		for _, f := range in.share[r.obligation.Key] {
			signals, counted := f.Signals()
			if !counted {
				signals = -1 // no number contradicts it
			}
			if why := workflow.Heed(in.Incoming, r.obligation, signals); why != "" && !slices.Contains(m.Warnings, why) {
				in.heeded = true
				m.Warnings = append(m.Warnings, why)
			}
		}
	}
	return in, m
}
