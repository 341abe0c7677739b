package workflow

import "time"

// LetterKind is what a letter is. That of a letter with several steps is the gravest of them.
type LetterKind string

const (
	LetterRequest   LetterKind = "request"
	LetterRemind    LetterKind = "remind"
	LetterOverdue   LetterKind = "overdue"
	LetterEscalate  LetterKind = "escalate"
	LetterReceipt   LetterKind = "receipt"
	LetterReturn    LetterKind = "return"
	LetterAccept    LetterKind = "accept"
	LetterExtension LetterKind = "extension"
	LetterDigest    LetterKind = "digest"
)

// LetterView is everything that the templates of one letter may use. It holds values
// only; the templates do the Bulgarian. Of the parts and the four answers exactly what
// the kind needs is set.
type LetterView struct {
	Kind        LetterKind
	Ref         string // SROK-XXXXXXX; a digest has none, nor need an answer to what came on paper
	Today       Date
	Council     Council
	Institution Institution
	OutNo       string // изх. № where a clerk entered one before sending
	Printed     bool   // the records office sends it: nothing of it is said as of an e-mail

	Parts      []LetterPart    // request, remind, overdue, escalate: a part a step, in any order
	Receipt    *ReceiptView    // of a receipt
	Return     *ReturnView     // of a return
	Acceptance *AcceptanceView // of an acceptance
	Extension  *ExtensionView  // of an extension
}

// LetterPart is what a letter says about one step of one obligation.
type LetterPart struct {
	Step          Step
	Task          TaskKind
	Title         string // „годишен доклад“, indefinite; of an event „информация за обучения“
	TitleDefinite string // „годишния доклад“
	Measures      []string
	Basis         string // follows „от“ where measures are cited; otherwise follows „Във връзка с“
	Period        Period
	Due           Date
	DuePast       bool // the request itself is late: ask without delay instead of „в срок до“
	Items         []string
	Form          bool     // the report form is attached to this letter
	Calendar      bool     // the due date is attached for electronic calendars
	Partial       bool     // a part was received already: Items are what is still owed
	Received      []string // what that part was
	ReceivedOn    []Date   // when; of a correction, when what was sent back had come
	Correction    bool     // a returned report whose correction is awaited until Due
	AskedOn       Date
	AskedNo       string
	WorkDaysLeft  int // until Due, not counting today
	Reminders     int // sent so far
}

// ReceiptView says what arrived.
type ReceiptView struct {
	Received time.Time // in local time
	Files    []File
	InNo     string
	NoForm   bool // a report came, without a form that is read
	Review   bool // a result of the review will be sent; false: nothing more is promised
}

// ReturnView says what to correct, and by when.
type ReturnView struct {
	Task         TaskKind // empty: a report
	Title        string   // of what was asked
	ReceivedDate Date
	Issues       []string // without a final stop or semicolon
	FixDue       Date
	Files        []File // that were looked at
	PersonalData bool   // a person confirmed an ЕГН: the issues are then not listed
}

// AcceptanceView says what was accepted.
type AcceptanceView struct {
	Task         TaskKind // empty: a report
	Title        string
	Period       Period
	ReceivedDate Date
	InNo         string
	Owed         []string // items still owed where only a part was covered
}

// ExtensionView says the new date.
type ExtensionView struct {
	Task   TaskKind // empty: a report
	Title  string
	Period Period
	Due    Date
}

// LetterText is a rendered letter: the Subject header, and two bodies that say the same.
type LetterText struct {
	Subject string
	Plain   string
	HTML    string
}
