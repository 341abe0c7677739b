package engine

import (
	"cmp"
	"time"

	"srok/workflow/store"
)

// DomainLimit is how fast letters may go to the readers of one domain; 0: no limit but that of all.
type DomainLimit struct {
	Connections int // letters at once
	PerMinute   int // attempts
}

// limit of a domain: its own, and where that says nothing, that of any.
func (p Policy) limit(domain string) DomainLimit {
	own := p.Domains[domain]
	return DomainLimit{
		Connections: cmp.Or(own.Connections, p.Domain.Connections),
		PerMinute:   cmp.Or(own.PerMinute, p.Domain.PerMinute),
	}
}

func (l DomainLimit) admits(underWay int) bool {
	return l.Connections == 0 || underWay < l.Connections
}

// slows reports whether any domain has a rate of its own.
func (p Policy) slows() bool {
	if p.Domain.PerMinute > 0 {
		return true
	}
	for _, limit := range p.Domains {
		if limit.PerMinute > 0 {
			return true
		}
	}
	return false
}

// pace is how many attempts began within the last minute. A letter that is beyond it waits for the
// next one, and keeps no other.
type pace struct {
	policy *Policy
	all    int
	to     map[string]int // by domain; counted only where a domain has a rate
}

func (e *Engine) paceOf(tx *store.Tx, now time.Time) (p pace, err error) {
	p = pace{policy: &e.Policy, to: map[string]int{}}
	since := now.Add(-time.Minute)
	if p.all, err = tx.AttemptsBetween(since, now); err != nil || !e.Policy.slows() {
		return p, err
	}
	p.to, err = tx.AttemptsByDomain(since, now)
	return p, err
}

func (p *pace) allows(domain string) bool {
	limit := p.policy.limit(domain).PerMinute
	return p.all < p.policy.PerMinute && (limit == 0 || p.to[domain] < limit)
}

func (p *pace) count(domain string) {
	p.all++
	p.to[domain]++
}
