package main

import (
	"strings"
	"testing"
)

func TestPlanTermForPeople(t *testing.T) {
	out, _, code := srokRun(t, "plan", "term", "--year", "2018", "--", "постоянен,\nотчет до 30.06.2018 г.")
	want := `Срок:   „постоянен, отчет до 30.06.2018 г.“
Вид:    определена дата
Дата:   2 юли 2018 г. (понеделник)
        30.06.2018 г. е събота; срокът изтича на следващия работен ден – 02.07.2018 г. (понеделник)
Нужно:  ритъм на проследяване, напр. на тримесечие
`
	if out != want || code != exitDone {
		t.Errorf("exit %d, got\n%swant\n%s", code, out, want)
	}
}

func TestPlanTermWindowForPeople(t *testing.T) {
	out, _, _ := srokRun(t, "plan", "term", "м. май", "--year", "2018")
	for _, want := range []string{"Период: от 1 май 2018 г. до 31 май 2018 г.\n", "Внимание: годината не е посочена"} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in:\n%s", want, out)
		}
	}
}

func TestPlanTermRefused(t *testing.T) {
	out, errs, code := srokRun(t, "plan", "term", "своевременно", "--year", "2018", "--json")
	if code != exitRefused || !strings.Contains(out, `"kind":"refused"`) || !strings.Contains(errs, "посочете ден") {
		t.Errorf("exit %d, %s, %s", code, out, errs)
	}
	if _, _, code := srokRun(t, "plan", "term", "своевременно"); code != exitUsage {
		t.Errorf("without a year: exit %d", code)
	}
}
