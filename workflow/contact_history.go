package workflow

import (
	"fmt"
	"strings"
	"time"
)

// Told is an event in a sentence that officials read.
type Told struct {
	At   time.Time `json:"at"`
	By   string    `json:"by"`
	What string    `json:"what"`
}

// ContactHistory tells from an institution's events how its record and addresses came to be
// what they are. Letters to it are another story, that of its obligations.
func ContactHistory(events []Event) []Told {
	told := []Told{}
	recorded := false
	var was Institution
	for _, e := range events {
		what := ""
		switch f := e.Fact.(type) {
		case InstitutionRecorded:
			what = "вписана: " + introduce(f.Institution)
			if changes := describeInstitution(was, f.Institution); recorded && changes != "" {
				what = "променена: " + changes
			}
			was, recorded = f.Institution, true
		case InstitutionLeft:
			what = "отпада от списъка на институциите"
		case AddressFailed:
			what = fmt.Sprintf("на адреса %s от %s не може да се пише: %s", f.Address, f.On.Short(), DeliveryWords(f.Reason))
		case AddressDoubted:
			what = fmt.Sprintf("писмо до %s на %s не е прието, причината може да отмине: %s", f.Address, f.On.Short(), DeliveryWords(f.Reason))
		default:
			continue
		}
		told = append(told, Told{At: e.At, By: e.By, What: what})
	}
	return told
}

func introduce(i Institution) string {
	words := []string{i.Name}
	for _, f := range []field{
		{name: "длъжност", now: i.Office}, {name: "адреси", now: strings.Join(i.Contacts, ", ")}, {name: "копие до", now: strings.Join(i.Cc, ", ")},
		{name: "телефон", now: i.Phone}, {name: "горестоящ", now: i.Superior},
	} {
		if f.now != "" {
			words = append(words, f.name+": "+f.now)
		}
	}
	return strings.Join(words, "; ")
}
