package sim

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"strings"
	"time"

	"srok/workflow"
	"srok/workflow/form"
)

// answerKind is what an answer says and brings.
type answerKind string

const (
	inWords       answerKind = "in words"
	filledForm    answerKind = "form"
	wrongForm     answerKind = "form with a wrong sum"
	forgottenFile answerKind = "without its attachment"
	afterthought  answerKind = "the attachment, after all"
	promised      answerKind = "promise"
	nilAlone      answerKind = "no signals"
	scanned       answerKind = "scan"
	corrected     answerKind = "corrected form"
	completed     answerKind = "the rest"
)

// answer is one mail about some obligations of one letter.
type answer struct {
	kind  answerKind
	about []workflow.Obligation
}

// compose writes the mail as the institution's people and programs do.
func (w *World) compose(ctx context.Context, i *institution, l letter, a answer) (outgoing, error) {
	today := w.today()
	text, err := w.texts.answer(w.answerView(i, l, a, today))
	if err != nil {
		return outgoing{}, err
	}
	m := outgoing{
		id:   w.messageID(i, string(a.kind), l.MessageID, a.about[0].Key),
		from: i.sender(), name: i.Name, to: w.replyAddress(i, l),
		subject: "Re: " + l.Subject, answers: l.MessageID, date: w.Now().In(w.zone), text: text,
		raw1251: i.role == raw1251, names1251: i.role == name1251,
	}
	switch i.role {
	case newMail:
		m.answers, m.to, m.subject = "", l.From, fmt.Sprintf("%s, %s [%s]", a.subject(), i.Name, cmp.Or(l.kept.Ref, l.kept.Answers))
	case scan:
		m.answers, m.to, m.subject = "", l.From, fmt.Sprintf("Писмо изх. № %s от %s", w.outNumber(i, a, today), i.Name)
	}
	if m.answers != "" {
		m.text += quoted(l, w.zone)
	}
	m.envelopeFrom = m.from
	m.files, err = w.files(ctx, i, l, a)
	return m, err
}

// sender is the address that the institution writes from.
func (i *institution) sender() string {
	switch i.role {
	case otherDesk:
		return "registratura@" + ownDomain(i.Institution)
	case privateAddress:
		return i.ID + ".office@abv.example"
	}
	return i.Contacts[len(i.Contacts)-1]
}

// messageID follows from what is said, so that saying it again is the same mail.
func (w *World) messageID(i *institution, about ...string) string {
	about = append([]string{"message", i.ID}, about...)
	return fmt.Sprintf("%016x.%08x@%s", w.hash(about...), uint32(w.hash(append(about, "2")...)), domainOf(i.Contacts[0]))
}

func domainOf(address string) string {
	_, domain, _ := strings.Cut(address, "@")
	return domain
}

// subject of a new mail.
func (a answer) subject() string {
	o := a.about[0]
	switch o.Kind {
	case workflow.ReportTask:
		return "Годишен доклад за " + o.Period.Words()
	case workflow.ConfirmationTask:
		return "Потвърждение за " + o.Period.Words()
	}
	return "Информация за " + o.Period.Words()
}

// quoted is the letter below the answer, as mail programs put it there.
func quoted(l letter, zone *time.Location) string {
	sent := l.Date.In(zone)
	var b strings.Builder
	fmt.Fprintf(&b, "\n\nНа %s в %s ч. %s <%s> написа:\n", workflow.DateOf(sent).Short(), sent.Format("15:04"), l.FromName, l.From)
	for line := range strings.Lines(strings.TrimSpace(l.Text)) {
		b.WriteString("> " + strings.TrimRight(line, "\r\n") + "\n")
	}
	return b.String()
}

// files that the answer brings.
func (w *World) files(ctx context.Context, i *institution, l letter, a answer) ([]attached, error) {
	o := a.about[0]
	year := strings.Split(string(o.Period), "-")[0]
	switch {
	case i.role == scan && a.kind != promised:
		return []attached{{fmt.Sprintf("Сканирано писмо %s.pdf", w.today()), "application/pdf", scannedPage(i.ID)}}, nil
	case a.kind == inWords, a.kind == forgottenFile, a.kind == promised, a.kind == nilAlone:
		return nil, nil
	}
	asked, _, err := w.council.Read(ctx).Letter(o.AskedLetter)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	header := form.Header{Institution: i.Name, InstitutionID: i.ID, Period: o.Period,
		Ref: string(cmp.Or(asked.Ref, l.kept.Ref)), Council: w.Directory.Council.Name, PlanTitle: w.Directory.Council.PlanTitle}
	if err := w.form.WriteFilled(&b, header, w.report(i, o, a.kind)); err != nil {
		return nil, err
	}
	files := []attached{{w.formFileName(i, o, year), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", b.Bytes()}}
	if i.role == wordy {
		document, err := wordDocument(fmt.Sprintf("Годишен отчет на %s за %s г.", i.Name, year))
		if err != nil {
			return nil, err
		}
		files = append(files, attached{fmt.Sprintf("Годишен отчет %s – %s.docx", year, i.Name),
			"application/vnd.openxmlformats-officedocument.wordprocessingml.document", document})
	}
	return files, nil
}

func (w *World) formFileName(i *institution, o workflow.Obligation, year string) string {
	if i.role == name1251 || w.percent(40, "cyrillic name", i.ID) {
		return fmt.Sprintf("Годишен доклад %s – %s.xlsx", year, strings.NewReplacer("„", "", "“", "").Replace(i.Name))
	}
	return fmt.Sprintf("obrazec-%s-%s.xlsx", o.Period, i.ID)
}

// outNumber is the изх. № that the institution's own records office gave to its letter.
func (w *World) outNumber(i *institution, a answer, day workflow.Date) string {
	return fmt.Sprintf("%02d-%02d-%d/%s", w.between(1, 99, "index", i.ID), w.between(0, 20, "series", i.ID),
		w.between(10, 900, "number", i.ID, string(a.kind), a.about[0].Key), day.Short())
}

// autoReply is a notice of absence (RFC 3834): it has the null sender.
func (w *World) autoReply(i *institution, l letter, from, back workflow.Date) (outgoing, error) {
	text, err := w.texts.absence(i.Institution, from, back)
	return outgoing{
		id: w.messageID(i, "absence", from.String()), from: i.Contacts[len(i.Contacts)-1], name: i.Name,
		to: l.From, subject: "Автоматичен отговор: " + l.Subject, answers: l.MessageID, date: w.Now().In(w.zone), text: text,
		headers: []string{"Auto-Submitted: auto-replied", "X-Auto-Response-Suppress: All"},
	}, err
}
