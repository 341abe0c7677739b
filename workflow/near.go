package workflow

import (
	"slices"
	"strconv"
	"strings"

	"github.com/agext/levenshtein"
)

// Near is the known word that a wrong one was probably meant as. A third of its length may be
// typed otherwise, not more: a proposal that is no better than a guess sends people astray.
func Near(word string, known []string) (near string, found bool) {
	best := 0
	for _, k := range known {
		distance := levenshtein.Distance(strings.ToLower(word), strings.ToLower(k), nil)
		if swapped(word, k) {
			distance = 1
		}
		if distance <= max(1, len([]rune(k))/3) && (!found || distance < best) {
			near, best, found = k, distance, true
		}
	}
	return near, found
}

// swapped reports whether two letters beside each other changed places.
func swapped(word, k string) bool {
	a, b := []rune(strings.ToLower(word)), []rune(strings.ToLower(k))
	if len(a) != len(b) {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	return i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && slices.Equal(a[i+2:], b[i+2:])
}

// NoObligation refuses a key that no obligation has, and asks whether one of the known was meant.
func NoObligation(key string, known []Obligation) *Refusal {
	keys := make([]string, len(known))
	for i, o := range known {
		keys[i] = o.Key
	}
	do := "`srok status` lists them, as task/period/institution"
	if near := NearKeys(key, keys); len(near) > 0 {
		do = Meant(near...)
	}
	return &Refusal{Where: key, What: "there is no such obligation", Do: do}
}

// Meant asks whether it was one of some words.
func Meant(words ...string) string {
	quoted := make([]string, len(words))
	for i, word := range words {
		quoted[i] = strconv.Quote(word)
	}
	return "did you mean " + strings.Join(quoted, " or ") + "?"
}

// mostNearKeys is how many keys are proposed for a wrong one.
const mostNearKeys = 4

// NearKeys are the keys of obligations that a wrong one was probably meant as: those of the same
// task and institution for other periods, and those of which one part is typed a little otherwise.
func NearKeys(key string, known []string) []string {
	parts := strings.Split(key, "/")
	if len(parts) != 3 {
		return nil
	}
	var near []string
	for _, k := range known {
		if nearKey(parts, strings.Split(k, "/")) {
			near = append(near, k)
		}
	}
	if len(near) > mostNearKeys { // then the list of all says more
		return nil
	}
	return near
}

// nearKey compares task, period and institution. At most one of them may differ, and one that is no
// period only a little.
func nearKey(parts, of []string) bool {
	differing := 0
	for i := range of {
		if parts[i] == of[i] {
			continue
		}
		differing++
		if _, near := Near(parts[i], of[i:i+1]); i != 1 && !near {
			return false
		}
	}
	return differing == 1
}
