package workflow

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// drawn fills a value of any shape that a fact may have.
func drawn(t *rapid.T, v reflect.Value, name string) {
	switch v.Interface().(type) {
	case Date:
		v.Set(reflect.ValueOf(Date{2018, time.January, 1}.AddDays(rapid.IntRange(0, 500).Draw(t, name))))
		return
	case time.Time:
		v.Set(reflect.ValueOf(time.UnixMilli(rapid.Int64Range(1, 4e12).Draw(t, name)).UTC()))
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(rapid.StringMatching(`[a-zа-я0-9+/„“ -]{1,12}`).Draw(t, name))
	case reflect.Bool:
		v.SetBool(rapid.Bool().Draw(t, name))
	case reflect.Int, reflect.Int64:
		v.SetInt(rapid.Int64Range(-1000, 1000).Draw(t, name))
	case reflect.Slice:
		if n := rapid.IntRange(0, 3).Draw(t, name+"#"); n > 0 {
			v.Set(reflect.MakeSlice(v.Type(), n, n))
		}
		for i := range v.Len() {
			drawn(t, v.Index(i), name)
		}
	case reflect.Pointer:
		if rapid.Bool().Draw(t, name+"?") {
			v.Set(reflect.New(v.Type().Elem()))
			drawn(t, v.Elem(), name)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			drawn(t, v.Field(i), v.Type().Field(i).Name)
		}
	default:
		t.Fatalf("%s: a fact may not hold %s", name, v.Type())
	}
}

func TestEveryFactReadsBack(t *testing.T) {
	for name, decode := range factTypes {
		t.Run(name, func(t *testing.T) {
			zero, err := decode([]byte("{}"))
			if err != nil || zero.FactName() != name {
				t.Fatalf("%s is stored as %v, %v", name, zero, err)
			}
			rapid.Check(t, func(t *rapid.T) {
				v := reflect.New(reflect.TypeOf(zero)).Elem()
				drawn(t, v, name)
				fact := v.Interface().(Fact)
				data, err := json.Marshal(fact)
				if err != nil {
					t.Fatal(err)
				}
				again, err := DecodeFact(name, data)
				if err != nil || !reflect.DeepEqual(fact, again) {
					t.Fatalf("%s reads back as %#v, %v; was %#v", data, again, err, fact)
				}
			})
		})
	}
}

func TestDecodeFactRefuses(t *testing.T) {
	if _, err := DecodeFact("teleported", []byte("{}")); err == nil || !strings.Contains(err.Error(), "newer srok") {
		t.Errorf("an unknown fact: %v", err)
	}
	for _, data := range []string{"", "[]", `{"slot":`, `{"slot":1}`} {
		if f, err := DecodeFact("step-taken", []byte(data)); err == nil {
			t.Errorf("%q is read as %v", data, f)
		}
	}
}

// factsOf has the facts that belong to each sort of subject, its first one first.
var factsOf = map[SubjectKind][]Fact{
	AboutObligation: {Opened{}, StepTaken{}, StepListed{}, StepPassed{}, StepFreed{}, StepSent{}, StepLost{}, StepPlanned{}, SubmissionReceived{}, QuarantinedLater{}, FiguresEntered{}, Rescheduled{},
		Corresponded{}, PauseEnded{}, SubmissionAccepted{}, SubmissionReturned{}, Extended{}, Waived{}, Noted{}, RequestNumbered{}},
	AboutLetter:      {Composed{}, LetterRetried{}, Attempted{}, Answered{}, LeftUncertain{}, HeldBack{}, CopySeen{}, GivenUpWaiting{}, Bounced{}, LetterCancelled{}, LetterNumbered{}},
	AboutMessage:     {Kept{}, Read{}, Assigned{}, Split{}, RereadAsked{}, Scanned{}, QuarantineOpened{}, Ignored{}},
	AboutSubmission:  {Delivered{}, SubmissionNumbered{}, SubmissionReviewed{}, FormEntered{}, SubmissionScanned{}, Receipted{}},
	AboutPlan:        {PlanApproved{}},
	AboutTask:        {TaskApproved{}, TaskStruck{}},
	AboutInstitution: {InstitutionRecorded{}, InstitutionLeft{}, WrittenTo{}, WritingFreed{}, AddressFailed{}, AddressDoubted{}},
	AboutCouncil:     {Founded{}, SettledIn{}, CopyNoticed{}, SendingPaused{}, SendingResumed{}, DigestWritten{}, SilenceBegan{}, SilenceEnded{}, SetAside{}, AsideEnded{}},
}

// begun has the state of each sort of subject after its first fact.
func begun(t *testing.T, kind SubjectKind) State {
	t.Helper()
	state, err := NewState(kind).Apply(Event{Seq: 1, At: time.Unix(1, 0), Subject: Subject{kind, "k"}, Fact: factsOf[kind][0]})
	if err != nil {
		t.Fatal(err)
	}
	return state
}

func TestFactAboutTheWrongSubject(t *testing.T) {
	known := map[string]bool{}
	for kind, own := range factsOf {
		for other, facts := range factsOf {
			for _, fact := range facts {
				known[fact.FactName()] = true
				if other == kind {
					continue
				}
				for name, state := range map[string]State{"before": NewState(kind), "after": begun(t, kind)} {
					if got, err := state.Apply(Event{Seq: 7, Subject: Subject{kind, "k"}, Fact: fact}); err == nil {
						t.Errorf("a fact %q is folded into a %s, %s its first: %v", fact.FactName(), kind, name, got)
					}
				}
			}
		}
		if len(own) == 0 {
			t.Errorf("%s has no facts", kind)
		}
	}
	for name := range factTypes {
		if !known[name] {
			t.Errorf("the fact %q is of no subject in this test", name)
		}
	}
	if NewState("teapot") != nil {
		t.Error("an unknown sort of subject has a state")
	}
}

func TestFactsOutOfOrder(t *testing.T) {
	opened := Opened{Measures: []string{"I.4"}, Schedule: []Planned{{Step: StepRequest, Slot: "request"}}}
	for name, c := range map[string]struct {
		kind  SubjectKind
		facts []Fact // only the last of them is refused
	}{
		"opened twice":                   {AboutObligation, []Fact{opened, opened}},
		"taken before it is opened":      {AboutObligation, []Fact{StepTaken{Slot: "request"}}},
		"a slot that was never planned":  {AboutObligation, []Fact{opened, StepTaken{Slot: "remind-10"}}},
		"a lost one as well":             {AboutObligation, []Fact{opened, StepLost{Slot: "request/2"}}},
		"accepted, nothing received":     {AboutObligation, []Fact{opened, SubmissionAccepted{Submission: "s-1"}}},
		"returned, nothing received":     {AboutObligation, []Fact{opened, SubmissionReturned{Submission: "s-1"}}},
		"composed twice":                 {AboutLetter, []Fact{Composed{}, Composed{}}},
		"attempted before it is there":   {AboutLetter, []Fact{Attempted{}}},
		"answered without an attempt":    {AboutLetter, []Fact{Composed{}, Answered{}}},
		"uncertain without an attempt":   {AboutLetter, []Fact{Composed{}, LeftUncertain{}}},
		"read before it is kept":         {AboutMessage, []Fact{Read{}}},
		"reviewed before it was brought": {AboutSubmission, []Fact{SubmissionReviewed{}}},
		"founded twice":                  {AboutCouncil, []Fact{Founded{}, Founded{}}},
		"a digest of no week":            {AboutCouncil, []Fact{Founded{}, DigestWritten{}}},
	} {
		state := NewState(c.kind)
		for i, fact := range c.facts {
			next, err := state.Apply(Event{Seq: int64(i + 1), At: time.Unix(9, 0), Subject: Subject{c.kind, "k"}, Fact: fact})
			if last := i == len(c.facts)-1; (err != nil) != last {
				t.Errorf("%s: fact %d %q: %v", name, i+1, fact.FactName(), err)
			}
			state = next
		}
	}
}

// Folding is a function of the events: in one go, step by step through stored JSON, and again.
// No fold changes the state that it came from.
func TestFold(t *testing.T) {
	for kind, facts := range factsOf {
		t.Run(string(kind), func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) { foldRandomly(t, kind, facts) })
		})
	}
}

func foldRandomly(t *rapid.T, kind SubjectKind, facts []Fact) {
	live, stored := NewState(kind), NewState(kind)
	var history []string
	for i := range rapid.IntRange(1, 12).Draw(t, "events") {
		fact := facts[0]
		if i > 0 {
			fact = rapid.SampledFrom(facts).Draw(t, "fact")
		}
		v := reflect.New(reflect.TypeOf(fact)).Elem()
		drawn(t, v, fact.FactName())
		pointAtWhatIsThere(t, live, v)
		e := Event{Seq: int64(i + 1), At: time.UnixMilli(int64(i+1) * 1e9).UTC(), By: "секретар",
			Subject: Subject{kind, "k"}, Fact: v.Interface().(Fact)}

		before := marshalled(t, live)
		next, err := live.Apply(e)
		if after := marshalled(t, live); after != before {
			t.Fatalf("folding %q changed the state that was: %s to %s", fact.FactName(), before, after)
		}
		again, errAgain := stored.Apply(e)
		if (err == nil) != (errAgain == nil) {
			t.Fatalf("%q: %v, and from the stored state %v", fact.FactName(), err, errAgain)
		}
		if err != nil {
			continue // it cannot follow: no log has it
		}
		history = append(history, fact.FactName())
		live, stored = next, reread(t, again)
		if a, b := marshalled(t, live), marshalled(t, stored); a != b {
			t.Fatalf("after %v the fold gives %s, step by step it is %s", history, a, b)
		}
	}
}

// pointAtWhatIsThere makes a random fact about a slot or submission be about one that exists.
func pointAtWhatIsThere(t *rapid.T, state State, fact reflect.Value) {
	o, ok := state.(Obligation)
	if !ok {
		return
	}
	if f := fact.FieldByName("Slot"); f.IsValid() && len(o.Schedule) > 0 {
		f.SetString(rapid.SampledFrom(o.Schedule).Draw(t, "slot").Slot)
	}
	if f := fact.FieldByName("Submission"); f.IsValid() && len(o.Submissions) > 0 && fact.Type() != reflect.TypeFor[SubmissionReceived]() {
		f.SetString(rapid.SampledFrom(o.Submissions).Draw(t, "submission").Submission)
	}
}

func marshalled(t *rapid.T, s State) string {
	b, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// reread gives the state as the store would read it.
func reread(t *rapid.T, s State) State {
	v := reflect.New(reflect.TypeOf(s))
	if err := json.Unmarshal([]byte(marshalled(t, s)), v.Interface()); err != nil {
		t.Fatal(err)
	}
	return v.Elem().Interface().(State)
}

// The life of one report, with what it looks like after each fact.
func TestObligationLife(t *testing.T) {
	day := func(d int) Date { return Date{2019, time.January, d} }
	events := []struct {
		fact   Fact
		status Status
		flags  []Flag // on 1 February 2019
		owed   string
	}{
		{Opened{Measures: []string{"I.4", "V.2", "VI.1"}, Due: day(31), Schedule: []Planned{
			{Step: StepRequest, Slot: "request"}, {Step: StepRemind, Slot: "remind-10"}}}, StatusPlanned, []Flag{FlagOverdue}, "I.4 V.2 VI.1"},
		{StepTaken{Slot: "request", Letter: "l1"}, StatusPlanned, []Flag{FlagOverdue}, "I.4 V.2 VI.1"},
		{StepSent{Slot: "request", Letter: "l1", On: day(3)}, StatusRequested, []Flag{FlagOverdue}, "I.4 V.2 VI.1"},
		{StepLost{Slot: "request", Letter: "l1", Again: &Planned{Step: StepRequest, Slot: "request/2"}}, StatusRequested,
			[]Flag{FlagOverdue, FlagUndelivered}, "I.4 V.2 VI.1"},
		{StepTaken{Slot: "request/2", Letter: "l2"}, StatusRequested, []Flag{FlagOverdue, FlagUndelivered}, "I.4 V.2 VI.1"},
		{StepSent{Slot: "request/2", Letter: "l2", On: day(4)}, StatusRequested, []Flag{FlagOverdue}, "I.4 V.2 VI.1"},
		{Corresponded{Since: day(7), Until: day(14)}, StatusRequested, []Flag{FlagOverdue, FlagPaused}, "I.4 V.2 VI.1"},
		{PauseEnded{}, StatusRequested, []Flag{FlagOverdue}, "I.4 V.2 VI.1"},
		{SubmissionReceived{Submission: "s1", Covers: []string{"I.4", "VI.1"}, Nil: true}, StatusReceived, []Flag{}, "I.4 V.2 VI.1"},
		{SubmissionAccepted{Submission: "s1"}, StatusRequested, []Flag{FlagOverdue}, "V.2"},
		{SubmissionReceived{Submission: "s2", Covers: []string{"V.2"}}, StatusReceived, []Flag{}, "V.2"},
		{SubmissionReturned{Submission: "s2", FixDue: Date{2019, time.February, 7}}, StatusReturned, []Flag{}, "V.2"},
		{Extended{Due: Date{2019, time.February, 20}}, StatusReturned, []Flag{}, "V.2"},
		{SubmissionReceived{Submission: "s3", Covers: []string{"V.2"}, Late: true}, StatusReceived, []Flag{}, "V.2"},
		{SubmissionAccepted{Submission: "s3"}, StatusAccepted, []Flag{}, ""},
		{SubmissionReceived{Submission: "s4", Covers: []string{"V.2"}}, StatusAccepted, []Flag{}, ""},
		{Waived{Reason: "закрита"}, StatusWaived, []Flag{}, ""},
	}
	var state State = Obligation{}
	for i, e := range events {
		var err error
		if state, err = state.Apply(Event{Seq: int64(i + 1), Subject: Subject{AboutObligation, "report/2018/breznik"}, Fact: e.fact}); err != nil {
			t.Fatal(err)
		}
		o := state.(Obligation)
		flags, owed := o.Flags(Date{2019, time.February, 1}), strings.Join(o.Owed(), " ")
		if o.Status != e.status || !slices.Equal(flags, e.flags) || owed != e.owed {
			t.Errorf("after %d %s: %s %v, owed %q; want %s %v, %q", i+1, e.fact.FactName(), o.Status, flags, owed, e.status, e.flags, e.owed)
		}
		if _, ok := e.fact.(Extended); ok && o.CurrentDue() != (Date{2019, time.February, 20}) {
			t.Errorf("the extension of what was sent back is due on %v", o.CurrentDue())
		}
	}
}

func TestExtensionBeforeTheRequestStillAsks(t *testing.T) {
	o := Obligation{Status: StatusPlanned, Schedule: []Planned{{Step: StepRequest, Slot: "request"}, {Step: StepRemind, Slot: "remind-1"}}}
	state, err := o.Apply(Event{Subject: Subject{AboutObligation, "k"}, Fact: Extended{Reason: "пожар", Schedule: []Planned{{Step: StepRemind, Slot: "remind-1/ext1"}}}})
	if err != nil {
		t.Fatal(err)
	}
	var left []string
	for _, p := range state.(Obligation).Schedule {
		if !p.Done() {
			left = append(left, p.Slot)
		}
	}
	if !slices.Equal(left, []string{"request", "remind-1/ext1"}) {
		t.Errorf("after the extension there is left %v", left)
	}
}

// Proof of an uncertain attempt: one copy more than there are accepted attempts.
func TestUncertainLetterIsProvenByItsCopy(t *testing.T) {
	composed := Composed{Letter: Letter{Recipients: []Recipient{{Address: "a@x.example"}, {Address: "council@x.example", Own: true}}}}
	for name, c := range map[string]struct {
		facts []Fact
		want  LetterStatus
	}{
		"no copy":                       {[]Fact{composed, Attempted{}, LeftUncertain{}}, Uncertain},
		"a copy of what was never sent": {[]Fact{composed, CopySeen{}}, Taken},
		"a copy of a cancelled one":     {[]Fact{composed, LetterCancelled{}, CopySeen{}}, Cancelled},
		"a copy":                        {[]Fact{composed, Attempted{}, LeftUncertain{}, CopySeen{}}, Taken},
		"the copy was faster":           {[]Fact{composed, Attempted{}, CopySeen{}, LeftUncertain{}}, Taken},
		"a copy of the accepted one":    {[]Fact{composed, Attempted{}, Answered{Outcome: "accepted", Status: Queued}, CopySeen{}, Attempted{}, LeftUncertain{}}, Uncertain},
		"a copy after it was given up":  {[]Fact{composed, Attempted{}, LeftUncertain{}, GivenUpWaiting{}, CopySeen{}}, Taken},
		"the one to the next attempt":   {[]Fact{composed, Attempted{}, LeftUncertain{}, GivenUpWaiting{}, Attempted{}, LeftUncertain{}, CopySeen{}}, Taken},
		"a bounce of the one recipient": {[]Fact{composed, Attempted{}, Answered{Outcome: "accepted", Status: Taken}, Bounced{Address: "a@x.example"}}, Undelivered},
	} {
		var state State = Letter{}
		for i, f := range c.facts {
			var err error
			if state, err = state.Apply(Event{Seq: int64(i), At: time.Unix(int64(i), 0), Subject: Subject{AboutLetter, "l"}, Fact: f}); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
		}
		if got := state.(Letter).Status; got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

func TestAddresseeContact(t *testing.T) {
	to := Addressee{Institution: Institution{Contacts: []string{"a@x.example", "b@x.example"}}}
	for _, want := range []string{"a@x.example", "b@x.example", ""} {
		if got := to.Contact(); got != want {
			t.Errorf("with %v dead the contact is %q, want %q", slices.Collect(maps.Keys(to.Bad)), got, want)
		}
		state, err := to.Apply(Event{Subject: Subject{AboutInstitution, "x"}, Fact: AddressFailed{Address: want, On: Date{2018, time.May, 2}}})
		if err != nil {
			t.Fatal(err)
		}
		to = state.(Addressee)
	}
}

func ExampleObligationKey() {
	fmt.Println(ObligationKey("report", "2018", "breznik"))
	// Output: report/2018/breznik
}

// A letter whose data the server took, but not for its reader, waits for the reader's reason and not
// for „250 taken“.
func TestLetterWaitsForTheReasonOfItsReader(t *testing.T) {
	var state State = Letter{}
	for i, f := range []Fact{
		Composed{Letter: Letter{Recipients: []Recipient{{Address: "a@x.example"}, {Address: "c@x.example", Own: true}}}}, Attempted{},
		Answered{Outcome: outcomeAccepted, Reply: "250 taken", Status: Queued, Recipients: []Recipient{
			{Address: "a@x.example", Reply: "450 4.2.0 greylisted"}, {Address: "c@x.example", State: RecipientAccepted, Reply: "250 ok"}}},
	} {
		var err error
		if state, err = state.Apply(Event{Seq: int64(i), At: time.Unix(int64(i), 0), Subject: Subject{AboutLetter, "l"}, Fact: f}); err != nil {
			t.Fatal(err)
		}
	}
	if why := state.(Letter).Why; why != "450 4.2.0 greylisted" {
		t.Errorf("it waits because of %q", why)
	}
}
