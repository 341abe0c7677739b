package config

import (
	"bytes"
	"errors"
	"reflect"
	"testing"

	"srok/workflow"
)

// Whatever the bytes, a file is taken or refused with a place and a cause; nothing panics.
func onlyRefused(t *testing.T, err error) {
	t.Helper()
	var refusal *workflow.Refusal
	if err != nil && (!errors.As(err, &refusal) || refusal.Where == "" || refusal.What == "") {
		t.Errorf("%T: %v", err, err)
	}
}

func FuzzParse(f *testing.F) {
	f.Add(exampleFile(f, File))
	f.Add([]byte(goodConfig))
	f.Add([]byte("digest: CRON_TZ=\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := Parse("srok.yaml", data)
		onlyRefused(t, err)
		if err == nil && (c.SMTP.Host == "" || c.SMTP.Port == 0 || c.Letters.PerMinute == 0 || c.Digest.String() == "") {
			t.Errorf("taken without what is needed: %+v", c)
		}
	})
}

func FuzzParseInstitutions(f *testing.F) {
	f.Add(exampleFile(f, InstitutionsFile))
	f.Add([]byte(goodInstitutions))
	f.Fuzz(func(t *testing.T, data []byte) {
		dir, err := ParseInstitutions("institutions.yaml", data)
		onlyRefused(t, err)
		if err != nil {
			return
		}
		known := map[string]bool{}
		for _, i := range dir.Institutions {
			if known[i.ID] || len(i.Contacts) == 0 || mailboxOf(i.Contacts[0]) == mailboxOf(dir.Council.Mailbox) {
				t.Errorf("taken: %+v", i)
			}
			known[i.ID] = true
		}
		for _, g := range dir.Groups {
			for _, m := range g.Members {
				if !known[m] {
					t.Errorf("group %s has the unknown member %q", g.ID, m)
				}
			}
		}
	})
}

func FuzzParsePlan(f *testing.F) {
	dir := exampleDirectory(f)
	f.Add([]byte(goodPlan))
	f.Fuzz(func(t *testing.T, data []byte) {
		plan, err := ParsePlan("plan.yaml", data, dir)
		onlyRefused(t, err)
		if err != nil {
			return
		}
		var b bytes.Buffer
		if err := WritePlan(&b, plan, PlanWarnings(plan)); err != nil {
			t.Fatal(err)
		}
		back, err := ParsePlan("plan.yaml", b.Bytes(), dir)
		if err != nil {
			t.Fatalf("what was written is refused: %v\n%s", err, b.String())
		}
		if !reflect.DeepEqual(withoutEmptyLists(back), withoutEmptyLists(plan)) {
			t.Errorf("read %#v\nthen %#v", plan, back)
		}
	})
}

// withoutEmptyLists makes one of a list that is absent and one that is written as [].
func withoutEmptyLists(p workflow.Plan) workflow.Plan {
	for i := range p.Tasks {
		t := &p.Tasks[i]
		t.Except, t.Nil = none(t.Except), none(t.Nil)
		t.Steps.Remind, t.Steps.Overdue = none(t.Steps.Remind), none(t.Steps.Overdue)
		for j := range t.Items {
			t.Items[j].Measures = none(t.Items[j].Measures)
		}
	}
	return p
}

func BenchmarkParsePlan(b *testing.B) {
	dir := exampleDirectory(b)
	plan, err := ParsePlan("plan.yaml", []byte(goodPlan), dir)
	if err != nil {
		b.Fatal(err)
	}
	measure := plan.Measures[0]
	for i := range 500 {
		measure.Key = "X." + string(rune('a'+i/26)) + string(rune('a'+i%26))
		plan.Measures = append(plan.Measures, measure)
	}
	var file bytes.Buffer
	if err := WritePlan(&file, plan, nil); err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(file.Len()))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := ParsePlan("plan.yaml", file.Bytes(), dir); err != nil {
			b.Fatal(err)
		}
	}
}
