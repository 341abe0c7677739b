//go:build race

package main

// underRace: the race detector's own memory is a multiple of the program's.
const underRace = true
