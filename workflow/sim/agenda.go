package sim

import (
	"container/heap"
	"context"
	"time"
)

// happening is something that the world does at an instant.
type happening struct {
	at   time.Time
	name string // orders what happens at one instant
	do   func(context.Context) error
}

// agenda keeps what is yet to happen, the next first.
type agenda []happening

func (a agenda) Len() int      { return len(a) }
func (a agenda) Swap(i, j int) { a[i], a[j] = a[j], a[i] }
func (a agenda) Less(i, j int) bool {
	if !a[i].at.Equal(a[j].at) {
		return a[i].at.Before(a[j].at)
	}
	return a[i].name < a[j].name
}
func (a *agenda) Push(h any) { *a = append(*a, h.(happening)) }
func (a *agenda) Pop() any {
	last := len(*a) - 1
	h := (*a)[last]
	*a = (*a)[:last]
	return h
}

func (a *agenda) add(at time.Time, name string, do func(context.Context) error) {
	heap.Push(a, happening{at, name, do})
}

// until takes the next happening that is due at the limit.
func (a *agenda) until(limit time.Time) (happening, bool) {
	if len(*a) == 0 || (*a)[0].at.After(limit) {
		return happening{}, false
	}
	return heap.Pop(a).(happening), true
}
