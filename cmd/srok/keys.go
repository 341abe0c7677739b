package main

import (
	"fmt"
	"strings"

	"srok/workflow"
	"srok/workflow/store"
)

// leastPrefix is how much of a message's key must be given.
const leastPrefix = 6

// messageByPrefix finds a message by the start of its key.
func messageByPrefix(r *store.Reader, prefix string) (workflow.Message, error) {
	prefix = strings.ToLower(prefix)
	if len(prefix) < leastPrefix || strings.Trim(prefix, "0123456789abcdef") != "" {
		return workflow.Message{}, &workflow.Refusal{Where: prefix, What: "this is no key of a message",
			Do: fmt.Sprintf("give at least the first %d signs of one, as `srok inbox` shows them", leastPrefix)}
	}
	found, err := r.MessagesByPrefix(prefix)
	switch {
	case err != nil:
		return workflow.Message{}, err
	case len(found) == 0:
		return workflow.Message{}, &workflow.Refusal{Where: prefix, What: "there is no such message", Do: "`srok inbox` lists the held ones"}
	case len(found) > 1:
		return workflow.Message{}, &workflow.Refusal{Where: prefix, What: "several messages begin so", Do: "give more of the key"}
	}
	return found[0], nil
}

// obligationByKey finds an obligation, or proposes one that is written much like it.
func obligationByKey(r *store.Reader, key string) (workflow.Obligation, error) {
	o, found, err := r.Obligation(key)
	if err != nil || found {
		return o, err
	}
	all, err := r.Obligations()
	if err != nil {
		return o, err
	}
	return o, workflow.NoObligation(key, all)
}

// letterByName finds a letter by its ref or its key.
func letterByName(r *store.Reader, name string) (workflow.Letter, error) {
	if ref, ok := workflow.ParseRef(name); ok {
		if letter, found, err := r.LetterByRef(ref); err != nil || found {
			return letter, err
		}
	}
	letter, found, err := r.Letter(name)
	if err == nil && !found {
		err = &workflow.Refusal{Where: name, What: "there is no letter with this ref or key", Do: "`srok outbox` lists the letters"}
	}
	return letter, err
}

// nearest proposes the known word that a wrong one was probably meant as.
func nearest(word string, known []string, otherwise string) string {
	if near, found := workflow.Near(word, known); found {
		return workflow.Meant(near)
	}
	return otherwise
}
