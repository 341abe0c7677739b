package workflow

// Refusal is input that srok does not take: a bad plan, an unclear term, an impossible
// act. It says where, what, and what to do about it; commands end with exit code 3.
type Refusal struct {
	Where string // file:line:column where there is one, otherwise the thing's name; may be empty
	What  string
	Do    string // what to write or do instead; may be empty
}

// Error is one line: where: what; what to do.
func (r *Refusal) Error() string {
	s := r.What
	if r.Where != "" {
		s = r.Where + ": " + s
	}
	if r.Do != "" {
		s += "; " + r.Do
	}
	return s
}
