package workflow

import (
	"slices"
	"testing"
)

// FuzzMatch: whatever a message holds, it is placed only by what it says, only at a letter that was
// sent, and a report never by a mere ref, which anyone may write.
func FuzzMatch(f *testing.F) {
	index, letters := fiveLetters()
	id := testIdentity
	f.Add(id.ReplyAddress(letters[0].Ref, true), letters[1].MessageID, "Re: ["+string(letters[2].Ref)+"]", "SROK-"+string(letters[3].Ref), string(letters[4].Ref))
	f.Add("", "", "Отг: Искане на отчет", "без обозначение", "")
	f.Fuzz(func(t *testing.T, recipient, messageID, subject, text, envelope string) {
		in := Incoming{
			Recipients: []string{recipient}, ReplyTo: []string{messageID}, Subject: subject, Text: text, FullText: text + "\n" + subject,
			EnvelopeID: envelope, ReturnedID: messageID,
		}
		for _, match := range []func(Incoming, Identity, Index) (Placed, bool, error){Match, MatchReport} {
			placed, found, err := match(in, id, index)
			if err != nil {
				t.Fatal(err)
			}
			if found != (placed.How != "") {
				t.Fatalf("found %v, how %q", found, placed.How)
			}
			if found && !slices.ContainsFunc(letters, func(l Letter) bool { return l.Ref == placed.Letter.Ref }) {
				t.Fatalf("placed at %+v, which nobody sent", placed.Letter)
			}
			switch placed.How {
			case HowToken:
				if ref, ok := id.RefOfAddress(recipient); !ok || ref != placed.Letter.Ref {
					t.Fatalf("%q is no token of %s", recipient, placed.Letter.Ref)
				}
			case HowMessageID, HowReturned:
				if placed.Letter.MessageID != messageID {
					t.Fatalf("%q found %+v", messageID, placed.Letter)
				}
			case HowRef:
				if !slices.Contains(append(FindRefs(subject), FindRefs(text)...), placed.Letter.Ref) {
					t.Fatalf("neither %q nor %q names %s", subject, text, placed.Letter.Ref)
				}
			}
		}
		if placed, found, _ := MatchReport(in, id, index); found && (placed.How == HowRef || placed.How == HowForm) {
			t.Fatalf("a report is placed by %s", placed.How)
		}
	})
}
