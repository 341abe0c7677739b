package sim

import (
	"fmt"

	"srok/workflow"
)

// role is what an institution is known for. There is one of each, then ordinary ones.
type role string

const (
	ordinary        role = ""
	deadAddress     role = "the address is dead, another one works"
	deadForGood     role = "the only address is dead; answers on paper"
	otherDesk       role = "answers from another address of its own domain"
	privateAddress  role = "answers from somebody's private address"
	newMail         role = "writes a new mail with the ref in its subject"
	scan            role = "sends a scan out of its records system, with nothing of ours"
	raw1251         role = "its program writes raw windows-1251"
	name1251        role = "its program names files in windows-1251"
	forgetful       role = "forgets the attachment first"
	promisesAndDoes role = "promises the report and sends it"
	promisesInVain  role = "promises the report and forgets it"
	wrongSum        role = "makes a wrong sum in the form"
	nilStatement    role = "says that there were no signals, and no more"
	waitsToRemind   role = "answers reminders only"
	waitsToOverdue  role = "answers overdue notices only"
	silent          role = "does not answer about the report until it is called, and once not even then"
	onLeave         role = "its mailbox answers by itself"
	wordy           role = "sends its own document beside the form"
)

// roles in the order in which they are given out.
var roles = []role{deadAddress, deadForGood, otherDesk, privateAddress, newMail, scan, raw1251, name1251, forgetful,
	promisesAndDoes, promisesInVain, wrongSum, nilStatement, waitsToRemind, waitsToOverdue, silent, onLeave, wordy}

// institution is one of the people around srok.
type institution struct {
	workflow.Institution
	role     role
	read     map[string]letter // letters, by Message-ID
	seen     map[string]int    // mails of each address that were looked at
	answered map[string]bool   // obligations that an answer is on its way for
	away     map[string]bool   // absences for which the council was told
}

// cast gives everyone a role.
func (w *World) cast(d workflow.Directory) map[string]*institution {
	people := map[string]*institution{}
	for id, r := range rolesOf(w.chance, d) {
		people[id] = &institution{role: r, read: map[string]letter{}, seen: map[string]int{}, answered: map[string]bool{}, away: map[string]bool{}}
	}
	for _, i := range d.Institutions {
		people[i.ID].Institution = i
	}
	return people
}

// rolesOf the institutions; the council's own office is an ordinary one.
func rolesOf(c chance, d workflow.Directory) map[string]role {
	given := map[string]role{d.Council.ID: ordinary}
	var ids []string
	for _, i := range d.Institutions {
		if i.ID != d.Council.ID {
			ids = append(ids, i.ID)
		}
	}
	for n, id := range c.shuffled(ids, "role") {
		given[id] = ordinary
		if n < len(roles) {
			given[id] = roles[n]
		}
	}
	return given
}

// Edits are what the secretary writes into institutions.yaml before the year begins, by the line
// of an institution's address: a second contact, and domains that are its own.
func Edits(seed int64, d workflow.Directory) map[string][]string {
	edits := map[string][]string{}
	given := rolesOf(chance{seed}, d)
	for _, i := range d.Institutions {
		address := i.Contacts[0]
		switch given[i.ID] {
		case deadAddress:
			edits[address] = []string{fmt.Sprintf("contacts: [%s]", secondAddress(i))}
		case otherDesk:
			edits[address] = []string{fmt.Sprintf("domains: [%s]", ownDomain(i))}
		}
	}
	return edits
}

func secondAddress(i workflow.Institution) string {
	return i.ID + "-kantselaria@" + domainOf(i.Contacts[0])
}

func ownDomain(i workflow.Institution) string { return i.ID + ".example" }
