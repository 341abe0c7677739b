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
func unfold(value string, line []byte) string {
	line = bytes.TrimSpace(line)
	if len(line) == 0 {
		return value
	}
	if value == "" {
		return string(line)
	}
	return value + " " + string(line)
}

// fieldsOf reads the groups of fields of a delivery or disposition report (RFC 3464, 2.1):
// blocks of fields with blank lines between them. Lines that are no fields are passed over.
func fieldsOf(text string) []header {
	var groups []header
	var group header
	for line := range strings.Lines(text) {
		raw := strings.TrimRight(line, "\r\n")
		if strings.TrimSpace(raw) == "" {
			if group != nil {
				groups = append(groups, group)
			}
			group = nil
			continue
		}
		if (raw[0] == ' ' || raw[0] == '\t') && len(group) > 0 {
			last := &group[len(group)-1]
			last.value = unfold(last.value, []byte(raw))
			continue
		}
		if name, value, ok := splitField([]byte(raw)); ok {
			group = append(group, field{strings.ToLower(string(name)), string(value)})
		}
	}
	if group != nil {
		groups = append(groups, group)
	}
	return groups
}
