package mail

import (
	"strings"
)

var (
	// How servers begin the subject of a report that the letter has come where it should.
	deliveredSubject = compiled(`(?i)^\s*(?:delivered|relayed|expanded|доставено|доставен|препредадено|предадено|разширено|доставлено|zugestellt|weitergeleitet|remis|transmis|entregado|consegnato|teslim edildi|livrat|παραδόθηκε)\s*:|successful(?:ly)? (?:mail )?deliver|delivery (?:status )?notification \(success\)|return receipt`)
	deliveredText    = compiled(`(?i)(?:has|have|was|were) (?:been )?(?:successfully )?delivered|delivery[^.\n]{0,60}(?:is complete|succeeded|was successful)|successful(?:ly)? deliver|successful delivery notification|(?:е|бе|беше) (?:успешно )?доставен|доставката[^.\n]{0,80}(?:е завършена|е успешна|бе успешна)|было доставлено|доставка[^.\n]{0,80}(?:завершена|выполнена)|wurde[^.\n]{0,60}zugestellt|zustellung[^.\n]{0,80}abgeschlossen|remise[^.\n]{0,80}terminée|teslim edildi|a fost livrat|παραδόθηκε`)

	// Outlook, where the report's parts were lost on the way.
	readSubject = compiled(`(?i)^\s*(?:(?:not )?read|прочетен[оа]?|непрочетен[оа]?|прочтено|не прочтено|(?:un)?gelesen|lu|non lu|leído|no leído|letto|non letto|okundu|okunmadı|citit|necitit|διαβάστηκε|(?:μη )?αναγν[ωώ]σ\pL+|pročitano|nepročitano|(?:не)?прочитано|(?:nie)?przeczytano|(?:niet )?gelezen|(?:ne)?přečteno|(?:ne)?prečítané|(?:o)?läst|(?:ikke )?læst|(?:u)?lest|luettu|lukematta|elolvasva|olvasatlan|(?:não )?lid[ao])\s*:|^\s*(?:потвърждение за прочитане|разписка за прочитане|уведомление о прочтении|read receipt|lesebestätigung|confirmation de lecture|confirmación de lectura|conferma di lettura|leesbevestiging|potwierdzenie (?:przeczytania|odczytu))(?:[^\pL]|$)`)
	readText    = compiled(`(?i)(?:was (?:read|deleted without being read|displayed) on)|(?:е|бе|беше) (?:било )?(?:прочетен|изтрит[^.\n]{0,30} без да)|wurde[^\n]{0,120}gelesen|было (?:прочтено|прочитано|удалено)|a été (?:lu|supprimé)|(?:fue|se ha) (?:leído|eliminado)|è stato (?:letto|eliminato)|okundu|a fost (?:citit|șters)|διαβάστηκε|αναγν[ωώ]στηκε|прочитан[оа]|została (?:przeczytana|odczytana|usunięta)|(?:is|werd|was) (?:gelezen|verwijderd)|byla (?:přečtena|odstraněna)|bola (?:prečítaná|odstránená)|(?:lästes|togs bort)|ble(?:v)? (?:læst|lest|slettet)|(?:luettiin|on luettu|poistettiin)|elolvas(?:va|ták)|foi (?:lida|excluída|eliminada)|pročitana`)
	quotedTo    = compiled(`(?im)^\s*(?:to|до|кому|an|à|para|a|kime|către|προς|za|за|do|aan|komu|till|til|vastaanottaja|címzett)\s?:\s*\S`)
)

// maxReceipt bounds the text of a receipt: a program fills in a form of four lines.
const maxReceipt = 1000

// isReceipt knows the receipts that lack the parts of RFC 3464 and RFC 8098. Both want a subject
// that only programs begin so, and the words: people too write „Доставено: …“.
func (p *parser) isReceipt(h header) (verdict, bool) {
	m := p.m
	delivered, read := deliveredSubject.MatchString(p.heading()), readSubject.MatchString(p.heading())
	if !delivered && !read {
		return verdict{}, false // nearly every mail: to look through its text takes longer than all else
	}
	text := strings.TrimSpace(p.told().human)
	switch {
	case delivered && deliveredText.MatchString(text) && p.machineSign(h) != "" && !bounceText.MatchString(text):
		b := &Bounce{Recipients: []BouncedRecipient{}}
		for _, address := range p.toldAddresses() {
			b.Recipients = append(b.Recipients, BouncedRecipient{Address: address, Action: "delivered"})
		}
		p.identify(b)
		return verdict{KindDelivered, "съобщение за доставено писмо: " + m.Subject, b}, true
	case read && len(text) <= maxReceipt && readText.MatchString(text) && quotedTo.MatchString(text):
		b := &Bounce{Recipients: []BouncedRecipient{{Address: m.From, Action: "delivered"}}}
		return verdict{KindDelivered, "съобщение за прочетено писмо: " + m.Subject, b}, true
	}
	return verdict{}, false
}
