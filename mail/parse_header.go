package mail

import (
	"bytes"
	"strings"
)

// field is one header field, unfolded, its bytes as they came: they may be in any charset.
type field struct {
	name  string // lower case
	value string
}

// header keeps the fields in their order, because the topmost of several is the one that
// the last server wrote (RFC 5321, 4.4).
type header []field

// get gives the first field of that name, raw, or nothing.
func (h header) get(name string) string {
	for _, f := range h {
		if f.name == name {
			return f.value
		}
	}
	return ""
}

func (h header) has(name string) bool {
	for _, f := range h {
		if f.name == name {
			return true
		}
	}
	return false
}

// all gives every field of that name, topmost first.
func (h header) all(name string) []string {
	var values []string
	for _, f := range h {
		if f.name == name {
			values = append(values, f.value)
		}
	}
	return values
}

// splitField reads „Name: value“. The blank that some senders put before the colon is
// allowed (RFC 5322, 4.5.8), nothing else beyond printable ASCII is in a name.
func splitField(line []byte) (name, value []byte, ok bool) {
	i := bytes.IndexByte(line, ':')
	if i <= 0 {
		return nil, nil, false
	}
	name = bytes.TrimRight(line[:i], " \t")
	if len(name) == 0 {
		return nil, nil, false
	}
	for _, c := range name {
		if c <= ' ' || c >= 0x7f {
			return nil, nil, false
		}
	}
	return name, bytes.TrimSpace(line[i+1:]), true
}

// unfold adds a continuation line to a field's value.
func unfold(value, line []byte) []byte {
	if line = bytes.TrimSpace(line); len(line) == 0 {
		return value
	}
	if len(value) > 0 {
		value = append(value, ' ')
	}
	return append(value, line...)
}

// fieldsOf reads the groups of fields of a delivery or disposition report (RFC 3464, 2.1):
// blocks of fields with blank lines between them. Lines that are no fields are passed over.
func fieldsOf(text string) []header {
	var groups []header
	var group header
	var last []byte // the value of the last field, which may go on
	finish := func() {
		if len(group) > 0 {
			group[len(group)-1].value = string(last)
		}
	}
	for line := range strings.Lines(text) {
		raw := []byte(strings.TrimRight(line, "\r\n"))
		if len(bytes.TrimSpace(raw)) == 0 {
			finish()
			if group != nil {
				groups = append(groups, group)
			}
			group = nil
			continue
		}
		if (raw[0] == ' ' || raw[0] == '\t') && len(group) > 0 {
			last = unfold(last, raw)
			continue
		}
		if name, value, ok := splitField(raw); ok {
			finish()
			group = append(group, field{name: strings.ToLower(string(name))})
			last = append(last[:0], value...)
		}
	}
	finish()
	if group != nil {
		groups = append(groups, group)
	}
	return groups
}
