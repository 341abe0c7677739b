package sim

import (
	"context"
	"fmt"
	"time"

	"srok/workflow"
)

// stranger writes to any mailbox.
type stranger struct {
	from, name, subject, text string
	headers                   []string
	months                    []time.Month
}

var strangers = []stranger{
	{from: "bulletin@obuchenia.example", name: "Център за обучения", subject: "Бюлетин: предстоящи обучения за администрацията", text: "newsletter",
		headers: []string{"List-Id: <bulletin.obuchenia.example>", "List-Unsubscribe: <mailto:otkaz@obuchenia.example>", "Precedence: bulk"},
		months:  []time.Month{2, 5, 9, 11}},
	{from: "promo@deals.example", name: "Best Deals", subject: "Тонер касети на половин цена", text: "spam",
		headers: []string{"X-Spam-Flag: YES"}, months: []time.Month{4, 10}},
	{from: "grazhdanin@abv.example", name: "Гражданин", subject: "Въпрос за приемното време", text: "stranger", months: []time.Month{3, 8}},
}

func (w *World) planStrangers() {
	for _, s := range strangers {
		for _, month := range s.months {
			about := []string{"stranger", s.from, month.String()}
			day := workflow.Date{Year: w.Start.In(w.zone).Year(), Month: month, Day: w.between(2, 27, about...)}
			at := day.At(w.between(6, 22, about...), w.below(60, about...), w.zone)
			id := fmt.Sprintf("%016x@%s", w.hash(about...), domainOf(s.from))
			w.agenda.add(at, s.from+" writes", func(ctx context.Context) error { return w.strangerWrites(ctx, s, id) })
		}
	}
}

func (w *World) strangerWrites(ctx context.Context, s stranger, id string) error {
	text, err := w.texts.render(s.text, nil)
	if err != nil {
		return err
	}
	m := outgoing{id: id, from: s.from, name: s.name, to: w.Directory.Council.Mailbox, subject: s.subject,
		date: w.Now().In(w.zone), headers: s.headers, text: text}
	return w.send(ctx, s.from, m.to, m.bytes())
}
