package workflow

import (
	"reflect"
	"slices"
	"strings"
	"unicode"
)

// Gender of the person who holds an office; unknown is the usual case, and a letter
// then uses the double salutation.
type Gender string

const (
	UnknownGender Gender = ""
	Female        Gender = "female"
	Male          Gender = "male"
)

// LetterChannel is how an institution's letters go out.
type LetterChannel string

const (
	LettersByMail    LetterChannel = ""        // srok sends them
	LettersByRecords LetterChannel = "records" // as .docx, by the records office: through ССЕВ, СЕОС or on paper
)

// Institution is one that is asked.
type Institution struct {
	ID       string   `json:"id"`
	Name     string   `json:"name"`
	Code     string   `json:"code,omitempty"`   // EKATTE code of a municipality
	Office   string   `json:"office,omitempty"` // кмет, директор, началник, областен управител
	Gender   Gender   `json:"gender,omitempty"`
	Contacts []string `json:"contacts"`          // addresses, the first is written to
	Cc       []string `json:"cc,omitempty"`      // copied on every letter
	Domains  []string `json:"domains,omitempty"` // from which replies are believed, besides the addresses above
	Phone    string   `json:"phone,omitempty"`
	// Addressee is how a printed letter addresses it: „КМЕТА НА ОБЩИНА БРЕЗНИК“.
	Addressee string `json:"addressee,omitempty"`
	// Superior is the address that an escalation may go to; empty unless the council approved one.
	Superior string `json:"superior,omitempty"`
	// Channel is how the letters to itself go out. One whose letters the records office sends needs no
	// address.
	Channel LetterChannel `json:"channel,omitempty"`
}

// ByRecords reports whether the records office sends its letters, and srok none.
func (i Institution) ByRecords() bool { return i.Channel == LettersByRecords }

// WrittenAs reports whether a letter to the institution is the same letter to the other one: to the same
// addresses, by the same names.
func (i Institution) WrittenAs(other Institution) bool {
	i.Phone, i.Domains, i.Code = other.Phone, other.Domains, other.Code
	return reflect.DeepEqual(i, other)
}

// Group is a named set of institutions that a task can ask at once.
type Group struct {
	ID      string   `json:"id"`
	Title   string   `json:"title"`
	Members []string `json:"members"` // ids of institutions
}

// Directory is the council itself, the institutions and their groups.
type Directory struct {
	Council      Council       `json:"council"`
	Institutions []Institution `json:"institutions"` // in the order of the file; the council's office is one of them
	Groups       []Group       `json:"groups"`
}

// Council is the body that oversees the plan, as its letters show it.
type Council struct {
	ID      string   `json:"id"` // also the id of its own office among the institutions
	Name    string   `json:"name"`
	Aliases []string `json:"aliases,omitempty"` // „ОА – Перник“, „ОА“: how plans call the office
	Mailbox string   `json:"mailbox"`           // letters go out from here, replies come in here
	Chair   string   `json:"chair"`             // address of the chair: digests, internal tasks

	ChairName     string `json:"chairName,omitempty"`
	ChairTitle    string `json:"chairTitle"`    // „Областен управител и председател на ООСППК“
	ContactOffice string `json:"contactOffice"` // „секретариат на съвета“
	Phone         string `json:"phone,omitempty"`
	ShortName     string `json:"shortName"` // „ООСППК“
	PlanTitle     string `json:"planTitle"` // follows „от“: „Плана за действие … за 2018 г.“
}

// ChairSigns reports whether the letters are signed by the chair: „Областен управител и председател
// на …“ does, „Заместник-председател“ and „Секретар на съвета“ do not.
func (c Council) ChairSigns() bool {
	before := ""
	for word := range strings.FieldsFuncSeq(strings.ToLower(c.ChairTitle), func(r rune) bool { return unicode.IsSpace(r) || r == ',' }) {
		if word == "председател" && before != "зам." && before != "заместник" && before != "за" {
			return true
		}
		before = word
	}
	return false
}

// Asked lists the ids of the institutions that a task asks, in the order of the directory.
func (d Directory) Asked(t Task) []string {
	var asked []string
	for _, i := range d.Institutions {
		if d.names(t.Whom, i.ID) && !d.names(t.Except, i.ID) {
			asked = append(asked, i.ID)
		}
	}
	return asked
}

// names reports whether ids of institutions and groups include an institution.
func (d Directory) names(ids []string, institution string) bool {
	return slices.Contains(ids, institution) || slices.ContainsFunc(d.Groups, func(g Group) bool {
		return slices.Contains(ids, g.ID) && slices.Contains(g.Members, institution)
	})
}
