package workflow

import (
	"fmt"
	"strings"
)

// Story is what a fact about an obligation says, in a sentence that officials read.
func Story(f Fact) string {
	switch f := f.(type) {
	case Opened:
		return fmt.Sprintf("открито; срок %s: %s", f.Due.Short(), f.DueWhy)
	case StepTaken:
		return fmt.Sprintf("%s: съставено е писмо %s (%s)", f.Slot, f.Letter, f.Reason)
	case StepListed:
		return fmt.Sprintf("%s: за решение от председателя (%s)", f.Slot, f.Reason)
	case StepPassed:
		return fmt.Sprintf("%s: %s", f.Slot, f.Reason)
	case StepFreed:
		return fmt.Sprintf("%s: писмото е отменено (%s)", f.Slot, f.Reason)
	case StepSent:
		return fmt.Sprintf("%s: писмото е прието от пощенския сървър на %s", f.Slot, f.On.Short())
	case StepLost:
		return fmt.Sprintf("%s: писмото не е доставено (%s)", f.Slot, f.Reason)
	case SubmissionReceived:
		return "получено: " + f.Submission + ", по мерки " + strings.Join(f.Covers, ", ")
	case Corresponded:
		return f.Reason
	case PauseEnded:
		return "напомнянията се възобновяват: " + f.Reason
	case SubmissionAccepted:
		return strings.TrimSpace("прието " + f.Reason)
	case SubmissionReturned:
		return fmt.Sprintf("върнато за корекция до %s: %s", f.FixDue.Short(), strings.Join(f.Issues, "; "))
	case Extended:
		return fmt.Sprintf("удължен срок до %s (%s): %s", f.Due.Short(), f.DueWhy, f.Reason)
	case Rescheduled:
		return fmt.Sprintf("промяна на плана; срок %s: %s", f.Due.Short(), f.DueWhy)
	case Waived:
		return "отпаднало: " + f.Reason
	case Noted:
		return "бележка: " + f.Text
	case RequestNumbered:
		return fmt.Sprintf("изх. № %s от %s", f.No, f.On.Short())
	}
	return f.FactName()
}
