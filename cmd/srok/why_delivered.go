package main

import (
	"fmt"
	"strings"

	"srok/workflow"
	"srok/workflow/store"
)

// delivered is a submission with what was found of its sender.
type delivered struct {
	workflow.Submission
	Auth     string   `json:"auth,omitempty"`
	Warnings []string `json:"warnings,omitempty"` // of the message that brought it

	stranger bool // its address is none of the institution's
}

// deliveredFor reads what came for an obligation.
func deliveredFor(r *store.Reader, o workflow.Obligation) ([]delivered, error) {
	all := []delivered{}
	owes, _, err := r.Addressee(o.Institution)
	if err != nil {
		return nil, err
	}
	for _, submitted := range o.Submissions {
		s, _, err := r.Submission(submitted.Submission)
		if err != nil {
			return nil, err
		}
		d := delivered{Submission: s.Shown(), stranger: !owes.Institution.Believes(s.From)}
		if s.Message != "" {
			m, _, err := r.Message(s.Message)
			if err != nil {
				return nil, err
			}
			d.Auth, d.Warnings = m.Auth, m.Shown().Warnings
		}
		all = append(all, d)
	}
	return all, nil
}

// words says how it came and what is known of it.
func (d delivered) words() string {
	words := []string{d.Channel.Words()}
	if d.From != "" {
		words = append(words, "от "+d.From)
	}
	if d.InNo != "" {
		words = append(words, "вх. № "+d.InNo)
	}
	switch {
	case d.Unbelieved && d.stranger:
		words = append(words, "адресът не е сред тези на институцията")
	case d.Unbelieved:
		words = append(words, "адресът е на институцията, но не е потвърдено, че тя е изпратила писмото")
	}
	if d.Auth != "" {
		words = append(words, "проверка на подателя: "+d.Auth)
	}
	if d.Quarantine {
		words = append(words, "под карантина")
	}
	if d.Nil {
		words = append(words, "заявено е, че няма постъпили сигнали")
	}
	for _, f := range d.Files {
		words = append(words, "файл „"+f.Name+"“"+seenIn(f))
	}
	words = append(words, d.Warnings...)
	for _, f := range d.Entered {
		words = append(words, fmt.Sprintf("въведени данни (редове: %d) от: %s", len(f.Figures), f.Source))
	}
	return strings.Join(append(words, d.Review.Words()), "; ")
}

// lines say what a clerk reviews by: what the check of the form found, and how to open what came.
func (d delivered) lines(p *page, obligation string) {
	p.line("Представено %s: %s", d.Key, visible(d.words()))
	if !d.Quarantine {
		for i, finding := range d.Findings {
			p.line("  пропуск %d: %s", i+1, visible(finding))
		}
	}
	if d.NoForm && len(d.Entered) == 0 && d.Review == workflow.UnderReview && !d.Quarantine {
		p.line("  образец за доклада не е разчетен: прегледайте представеното и въведете данните от него със")
		p.line("    srok form enter %s --source 'ОТ КАКВО СА' --value РЕД=ЧИСЛО …", obligation)
		p.line("  или поискайте попълнения образец (.xlsx или .ods) със srok return %s --issue 'КАКВО ЛИПСВА'", obligation)
	}
	if len(d.AwaitsScan) > 0 {
		p.line("  образецът минава проверките: приема се без човек, щом файлът бъде проверен за вируси")
	}
	p.opensWith(d.Message, d.Quarantine)
}

// opensWith says how a message is read whole.
func (p *page) opensWith(message string, quarantine bool) {
	switch {
	case message == "":
	case quarantine:
		p.line("  отваря се със: srok inbox show %s --quarantined ПРИЧИНА", message[:12])
	default:
		p.line("  отваря се със: srok inbox show %s --files ПАПКА", message[:12])
	}
}
