package sim

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"time"

	"srok/workflow"
)

// chance answers questions about what people do; the same question has the same answer.
type chance struct{ seed int64 }

func (c chance) hash(about ...string) uint64 {
	sum := sha256.Sum256(fmt.Appendf(nil, "%d\x00%s", c.seed, strings.Join(about, "\x00")))
	return binary.BigEndian.Uint64(sum[:])
}

// below gives a number from 0 to n-1.
func (c chance) below(n int, about ...string) int { return int(c.hash(about...) % uint64(n)) }

// between gives a number from least to most.
func (c chance) between(least, most int, about ...string) int {
	return least + c.below(most-least+1, about...)
}

// percent says yes in so many of a hundred cases.
func (c chance) percent(p int, about ...string) bool { return c.below(100, about...) < p }

// shuffled gives ids in an order of their own.
func (c chance) shuffled(ids []string, about string) []string {
	ids = slices.Clone(ids)
	slices.SortFunc(ids, func(a, b string) int {
		if x, y := c.hash(about, a), c.hash(about, b); x != y {
			if x < y {
				return -1
			}
			return 1
		}
		return strings.Compare(a, b)
	})
	return ids
}

// inOffice is an instant of a day at which somebody in an office does a thing.
func (c chance) inOffice(day workflow.Date, zone *time.Location, about ...string) time.Time {
	return day.At(9, 5, zone).Add(time.Duration(c.below(8*60, append(about, "time")...)) * time.Minute)
}
