package workflow

import (
	"slices"
	"strings"
)

// Origin is what a letter says of itself to srok, in a header of its own: enough to know a copy of
// it again for what it is when the log has lost it, because an older database was put back.
type Origin struct {
	Key   string
	Kind  LetterKind
	Steps []LetterStep // without their reasons
}

// OriginOf a letter.
func OriginOf(l Letter) Origin { return Origin{l.Key, l.Kind, l.Steps} }

// String is one line: the key, the kind, then for each step „obligation=step:slot“.
func (o Origin) String() string {
	words := []string{o.Key, string(o.Kind)}
	for _, s := range o.Steps {
		words = append(words, s.Obligation+"="+string(s.Step)+":"+s.Slot)
	}
	return strings.Join(words, " ")
}

// ReadOrigin reads what a copy says of itself, and believes it only where the copy's Message-ID
// is the one that this council gives the letter with that key: to make one up takes its secret.
func (id Identity) ReadOrigin(line, messageID string) (Origin, bool) {
	words := strings.Fields(line)
	if len(words) < 2 || messageID == "" || id.MessageID(words[0]) != messageID {
		return Origin{}, false
	}
	o := Origin{Key: words[0], Kind: LetterKind(words[1])}
	for _, word := range words[2:] {
		obligation, step, _ := strings.Cut(word, "=")
		name, slot, ok := strings.Cut(step, ":")
		if !ok || Step(name).Gravity() < 0 {
			return Origin{}, false
		}
		o.Steps = append(o.Steps, LetterStep{Obligation: obligation, Step: Step(name), Slot: slot})
	}
	return o, len(o.Steps) == 0 || o.namesItsSteps()
}

// namesItsSteps reports whether the key, which the Message-ID vouches for, is that of these steps.
func (o Origin) namesItsSteps() bool {
	asked := StepsKey(o.Institution(), o.Steps)
	return (o.Key == asked || strings.HasPrefix(o.Key, asked+".")) &&
		!slices.ContainsFunc(o.Steps, func(s LetterStep) bool { return s.Obligation == "" || s.Slot == "" })
}

// Institution that a letter with steps is for.
func (o Origin) Institution() string {
	institution, _, _ := strings.Cut(o.Key, "/")
	return institution
}
