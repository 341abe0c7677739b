package workflow

import (
	"slices"
	"testing"
)

func TestNear(t *testing.T) {
	known := []string{"nap", "pernik", "radomir", "tran", "oa"}
	for word, want := range map[string]string{
		"pernk": "pernik", "Pernik": "pernik", "tarn": "tran", "npa": "nap", "ao": "oa", "nab": "nap",
		"x": "", "zemen": "", "rado": "", "noi": "", "": "", "xyz": "",
	} {
		if got, found := Near(word, known); got != want || found != (want != "") {
			t.Errorf("%q is near to %q, not to %q", word, got, want)
		}
	}
}

func TestNoObligation(t *testing.T) {
	known := []Obligation{{Key: "report/2018/nap"}, {Key: "report/2018/noi"}}
	for key, want := range map[string]string{
		"report/2018/npa": `did you mean "report/2018/nap"?`,
		"services/2018":   "`srok status` lists them, as task/period/institution",
	} {
		if got := NoObligation(key, known); got.Where != key || got.Do != want {
			t.Errorf("%s: %+v, want %q", key, got, want)
		}
	}
}

func TestNearKeys(t *testing.T) {
	known := []string{"report/2017/nap", "report/2018/nap", "report/2018/noi", "report/2018/oa", "services/2018-Q1/nap",
		"services/2018-Q2/nap", "services/2018-Q3/nap", "services/2018-Q4/nap", "services/2019-Q1/nap", "summary/2018/oa"}
	for key, want := range map[string][]string{
		"reprot/2018/nap":     {"report/2018/nap"},
		"report/2018/npa":     {"report/2018/nap"},
		"report/2016/nap":     {"report/2017/nap", "report/2018/nap"},
		"services/2018-q1/na": nil,
		"services/2018/nap":   nil, // five quarters: the list of all is the better answer
		"report/2018/breznik": nil, // as long as the others, and none of them
		"report/2018":         nil,
		"x":                   nil,
	} {
		if got := NearKeys(key, known); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", key, got, want)
		}
	}
}
