package workflow

// Words is the status as officials read it.
func (s Status) Words() string {
	switch s {
	case StatusPlanned:
		return "планирано"
	case StatusRequested:
		return "поискано"
	case StatusReceived:
		return "получено (за преглед)"
	case StatusAccepted:
		return "прието"
	case StatusReturned:
		return "върнато"
	case StatusWaived:
		return "отпаднало"
	}
	return string(s)
}

// Words is how letters go out, as officials read it.
func (c LetterChannel) Words() string {
	if c == LettersByRecords {
		return "чрез деловодството"
	}
	return "по електронна поща"
}

// Words is the step as officials read it.
func (s Step) Words() string {
	switch s {
	case StepRequest:
		return "искане"
	case StepRemind:
		return "напомняне"
	case StepOverdue:
		return "уведомление за просрочие"
	case StepEscalate:
		return "писмо до по-горестоящ орган"
	}
	return string(s)
}

// Words is the flag as officials read it.
func (f Flag) Words() string {
	switch f {
	case FlagOverdue:
		return "просрочено"
	case FlagLate:
		return "представено със закъснение"
	case FlagPaused:
		return "в изчакване"
	case FlagQuarantined:
		return "карантина"
	case FlagUndelivered:
		return "недоставено"
	}
	return string(f)
}

// StandsIn is where the letter stands, as officials read it.
func (l Letter) StandsIn() string {
	switch {
	case l.WaitsForNo():
		return "чака изходящ номер"
	case l.WaitsForRecords():
		return "чака деловодството"
	}
	return l.Status.Words()
}

// Words is where a letter stands, as officials read it.
func (s LetterStatus) Words() string {
	switch s {
	case Queued:
		return "чака изпращане"
	case Sending:
		return "изпраща се"
	case Taken:
		return "изпратено"
	case Refused:
		return "отказано от сървъра"
	case Uncertain:
		return "несигурно дали е изпратено"
	case Undelivered:
		return "недоставено"
	case Cancelled:
		return "отменено"
	}
	return string(s)
}

// Words is the kind of a letter, as officials read it.
func (k LetterKind) Words() string {
	switch k {
	case LetterRequest:
		return "искане"
	case LetterRemind:
		return "напомняне"
	case LetterOverdue:
		return "уведомление за просрочие"
	case LetterEscalate:
		return "писмо до по-горестоящ орган"
	case LetterReceipt:
		return "потвърждение за получаване"
	case LetterReturn:
		return "връщане за корекция"
	case LetterAccept:
		return "съобщение за приемане"
	case LetterExtension:
		return "съобщение за нов срок"
	case LetterDigest:
		return "седмична справка"
	}
	return string(k)
}

// Counted is the kind as it stands below or behind a number.
func (k LetterKind) Counted(n int) string {
	many := map[LetterKind]string{LetterRequest: "искания", LetterRemind: "напомняния",
		LetterOverdue: "уведомления за просрочие", LetterEscalate: "писма до по-горестоящ орган"}[k]
	if n == 1 || many == "" {
		return k.Words()
	}
	return many
}

// Words is the way a submission came, as officials read it.
func (c Channel) Words() string {
	switch c {
	case ByMail:
		return "по електронна поща"
	case BySSEV:
		return "чрез ССЕВ"
	case BySEOS:
		return "чрез СЕОС"
	case ByPaper:
		return "на хартия"
	case ByHand:
		return "на ръка"
	}
	return string(c)
}

// Words is what became of a submission, as officials read it.
func (r Review) Words() string {
	switch r {
	case UnderReview:
		return "за преглед"
	case ReviewAccepted:
		return "прието"
	case ReviewReturned:
		return "върнато"
	}
	return string(r)
}

// StateWords is what became of the letter to this recipient, as officials read it.
func (r Recipient) StateWords() string {
	switch r.State {
	case "":
		return "още няма отговор"
	case RecipientAccepted:
		return "прието от сървъра"
	case RecipientRefused:
		return "отказано от сървъра"
	case RecipientBounced:
		return "недоставено"
	}
	return r.State
}

// Words is what a message was taken for, as officials read it.
func (v Verdict) Words() string {
	switch v {
	case VerdictReply:
		return "отговор"
	case VerdictBounce:
		return "съобщение за недоставено писмо"
	case VerdictDelay:
		return "съобщение за забавена доставка"
	case VerdictDelivered:
		return "съобщение за доставено писмо"
	case VerdictAutoReply:
		return "автоматичен отговор"
	case VerdictOwn:
		return "наше писмо"
	case VerdictOther:
		return "друго"
	case VerdictUnreadable:
		return "нечетимо"
	case VerdictHeld:
		return "задържано за преглед"
	}
	return string(v)
}
