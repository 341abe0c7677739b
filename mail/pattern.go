package mail

import (
	"regexp"
	"sync"
)

// pattern is a regular expression that is compiled when it is first asked. There are some hundred of
// them, of which one message asks a few: compiled at the start, every command would pay for all, in
// time and in memory.
type pattern func() *regexp.Regexp

// compiled is the pattern of an expression, which panics when first asked if it is wrong.
func compiled(expression string) pattern {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expression) })
}

func (p pattern) Match(b []byte) bool                        { return p().Match(b) }
func (p pattern) MatchString(s string) bool                  { return p().MatchString(s) }
func (p pattern) FindSubmatch(b []byte) [][]byte             { return p().FindSubmatch(b) }
func (p pattern) FindStringSubmatchIndex(s string) []int     { return p().FindStringSubmatchIndex(s) }
func (p pattern) FindAllString(s string, n int) []string     { return p().FindAllString(s, n) }
func (p pattern) FindAllStringIndex(s string, n int) [][]int { return p().FindAllStringIndex(s, n) }
func (p pattern) FindAllStringSubmatch(s string, n int) [][]string {
	return p().FindAllStringSubmatch(s, n)
}
func (p pattern) ReplaceAllString(s, with string) string { return p().ReplaceAllString(s, with) }
