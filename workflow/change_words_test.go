package workflow

import "testing"

// What a person approves reads as words, not as the program writes its lists.
func TestTaskChangesAreWords(t *testing.T) {
	was := Task{Steps: Steps{Remind: []int{10, 3, 1}, Overdue: []int{1, 5}, Escalate: 10}, Items: []Item{{Text: "доклад", Measures: []string{"I.4"}}}}
	now := Task{Steps: Steps{Overdue: []int{3}}, Items: []Item{{Text: "доклад", Measures: []string{"I.4", "V.2"}}, {Text: "протокол"}}}
	for got, want := range map[string]string{
		stepWords(was.Steps): "напомняния, работни дни преди срока: 10, 3 и 1; уведомления за просрочие, работни дни след срока: 1 и 5; отнасяне до председателя, работни дни след срока: 10",
		stepWords(now.Steps): "напомняния, работни дни преди срока: няма; уведомления за просрочие, работни дни след срока: 3",
		itemWords(now.Items): "доклад (мерки I.4 и V.2); протокол",
		itemWords(nil):       "",
	} {
		if got != want {
			t.Errorf("%s\nwant\n%s", got, want)
		}
	}
}
