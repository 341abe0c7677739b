package workflow

import (
	"slices"
	"testing"
	"time"
)

func TestContactHistory(t *testing.T) {
	old := Institution{ID: "zemen", Name: "Община Земен", Office: "кмет", Contacts: []string{"a@zemen.example"}}
	changed := old
	changed.Contacts = []string{"b@zemen.example"}
	var events []Event
	for i, f := range []Fact{
		InstitutionRecorded{old}, WrittenTo{Letter: "x"}, AddressFailed{Address: "a@zemen.example", On: Date{2018, 2, 1}, Reason: "550 5.1.1"},
		InstitutionRecorded{changed}, InstitutionLeft{}, InstitutionRecorded{changed},
		AddressDoubted{Address: "b@zemen.example", On: Date{2018, 3, 1}, Reason: "5.2.2"},
	} {
		events = append(events, Event{At: time.Date(2018, 1, 1+i, 9, 0, 0, 0, time.UTC), By: "секретар", Fact: f})
	}
	var got []string
	for _, told := range ContactHistory(events) {
		got = append(got, told.At.Format("02 ")+told.What)
	}
	want := []string{
		"01 вписана: Община Земен; длъжност: кмет; адреси: a@zemen.example",
		"03 на адреса a@zemen.example от 01.02.2018 г. не може да се пише: адресът не съществува (550 5.1.1)",
		"04 променена: адреси: „a@zemen.example“ → „b@zemen.example“",
		"05 отпада от списъка на институциите",
		"06 вписана: Община Земен; длъжност: кмет; адреси: b@zemen.example",
		"07 писмо до b@zemen.example на 01.03.2018 г. не е прието, причината може да отмине: пощенската кутия е пълна (5.2.2)",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%q\nwant\n%q", got, want)
	}
}
