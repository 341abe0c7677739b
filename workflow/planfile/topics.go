package planfile

import (
	"regexp"

	"srok/workflow"
)

// cadence is how often a task asks in a year.
type cadence int

const (
	yearly cadence = iota
	halfYearly
	quarterly
)

// topic is what measures of such plans are about: it names the task and sets its rhythm.
type topic struct {
	key     string
	kind    workflow.TaskKind
	council bool           // asked of the council's own office only
	about   *regexp.Regexp // of the folded text and indicator of a measure
	title   string         // indefinite, after „представяне на“
	the     string         // definite, after „представяне на“
	cadence cadence
	cycles  func(year int) []workflow.Cycle // where the cadence's own are not meant
	items   []string
	note    string
}

// topics in the order in which they are tried; the first of the right kind that fits is
// taken. They are the subjects of the councils' plans, not the texts of one plan.
var topics = []topic{
	{key: "summary", kind: workflow.ReportTask, council: true, about: regexp.MustCompile(`сигнал|доклад|отчет|справка|информация`),
		title: "обобщена информация за сигнали за корупция", the: "обобщената информация за сигнали за корупция", cycles: reportCycles,
		note: "Мярката задължава и самата администрация, която обобщава докладите."},
	{key: "report", kind: workflow.ReportTask, about: regexp.MustCompile(`сигнал|доклад|отчет|справка|информация`),
		title: "годишен доклад", the: "годишния доклад", cycles: reportCycles,
		note: "Мерките искат един и същ документ: едно писмо, един образец; приетият доклад изпълнява всяка от тях."},

	{key: "services", kind: workflow.ConfirmationTask, about: regexp.MustCompile(`услуг`), cadence: quarterly,
		title: "потвърждение за актуална информация за предлаганите услуги", the: "потвърждението за актуална информация за предлаганите услуги",
		note: "Достатъчен е един ред: адрес на страницата и дата на последната актуализация."},
	{key: "internal-acts", kind: workflow.ConfirmationTask, about: regexp.MustCompile(`вътрешн\S*(?: ведомствени)? (?:актове|правила)`), cadence: halfYearly,
		title: "потвърждение за публикуваните вътрешни актове", the: "потвърждението за публикуваните вътрешни актове",
		items: []string{"адресите на публикуваните през периода вътрешни актове"},
		note:  "Достатъчен е списък с адреси."},

	{key: "open-doors", kind: workflow.EventTask, about: regexp.MustCompile(`отворени врати`), cycles: openDoorsCycles,
		title: "информация за проведени срещи „отворени врати“", the: "информацията за проведените срещи „отворени врати“",
		note: "Срокът е преди края на годината, за да може да проведе среща и този, който още не е провел."},
	{key: "trainings", kind: workflow.EventTask, about: regexp.MustCompile(`обучени|семинар`), cycles: trainingCycles,
		title: "информация за проведени обучения", the: "информацията за проведените обучения"},
	{key: "open-sessions", kind: workflow.EventTask, council: true, about: regexp.MustCompile(`(?:открит|публичн)\S* заседани`), cycles: autumnCycles(30, 11),
		title: "информация за проведени открити заседания", the: "информацията за проведените открити заседания"},

	{key: "council-publications", kind: workflow.PublicationTask, council: true, about: regexp.MustCompile(`протокол`), cycles: autumnCycles(14, 12),
		title: "адреси на публикуваните документи на съвета", the: "адресите на публикуваните документи на съвета"},
	{key: "report-publication", kind: workflow.PublicationTask, council: true, about: regexp.MustCompile(`доклад`), cycles: reportPublicationCycles,
		title: "адрес на публикуваната информация от годишните доклади", the: "адреса на публикуваната информация от годишните доклади",
		note: "Публикува се, след като докладите са получени."},
	{key: "projects", kind: workflow.PublicationTask, council: true, about: regexp.MustCompile(`проекти`), cadence: quarterly,
		title: "адрес на публикуваната информация за проектите", the: "адреса на публикуваната информация за проектите"},
	{key: "control", kind: workflow.PublicationTask, council: true, about: regexp.MustCompile(`административн\S* контрол|контрол\S* върху`), cadence: halfYearly,
		title: "данни и адрес на публикацията за административния контрол", the: "данните и адреса на публикацията за административния контрол",
		items: []string{"брой на проверените решения на общинските съвети и актове на кметовете и на оспорените от тях", "адрес на публикацията"}},
}

// general are the tasks of measures whose subject no topic knows; %s is the measure.
var general = map[workflow.TaskKind]topic{
	workflow.ReportTask:       {title: "доклад по мярка %s", the: "доклада по мярка %s"},
	workflow.ConfirmationTask: {title: "потвърждение за изпълнението на мярка %s", the: "потвърждението за изпълнението на мярка %s", cadence: halfYearly},
	workflow.EventTask:        {title: "информация за проведени мероприятия по мярка %s", the: "информацията за проведените мероприятия по мярка %s"},
	workflow.PublicationTask:  {title: "адреса на публикацията по мярка %s", the: "адреса на публикацията по мярка %s", cadence: halfYearly},
}

// stepsOf is the ladder of reminding that suits what is asked.
func stepsOf(kind workflow.TaskKind, council bool) workflow.Steps {
	switch {
	case kind == workflow.ReportTask:
		return workflow.Steps{Remind: []int{10, 3, 1}, Overdue: []int{1, 5}, Escalate: 10}
	case kind == workflow.ConfirmationTask: // one reminder and one overdue notice, no more
		return workflow.Steps{Remind: []int{3}, Overdue: []int{3}}
	case kind == workflow.EventTask && !council:
		return workflow.Steps{Remind: []int{5, 1}, Overdue: []int{1, 5}, Escalate: 10}
	}
	return workflow.Steps{Remind: []int{3}, Overdue: []int{1, 5}, Escalate: 10}
}
