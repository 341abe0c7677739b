package engine_test

import (
	"strings"
	"testing"

	"srok/mail"
	"srok/workflow"
)

// A reply that the server took for junk counts; each folder has its own place, a folder that is
// not there keeps the others from nothing, and a mail that is moved between two is one message.
func TestFoldersOfTheMailbox(t *testing.T) {
	const junk = "Нежелана поща"
	h := newHouse(t)
	must(t, h.server.AddFolder(councilMailbox, junk))
	h.Policy.Folders = []string{"Няма такава", "INBOX", junk}
	h.approve(report())
	h.now = at("2018-12-03 09:00")
	pass := func() {
		t.Helper()
		for range 5 {
			if _, err := h.Step(t.Context(), h.now); err == nil || !strings.Contains(err.Error(), "Няма такава") {
				t.Fatalf("the missing folder is not named: %v", err)
			}
		}
	}
	pass()
	asked := h.letters("breznik@obshtina.example")[0].MessageID
	reply := func(id, from, answers string) []byte {
		raw, err := mail.Compose(mail.Outgoing{From: from, To: []string{councilMailbox}, Subject: "Доклад", MessageID: id, Date: h.now, InReplyTo: answers,
			Plain: "Приложено изпращаме доклада.", Files: []mail.File{{Name: "доклад.pdf", Type: "application/pdf", Data: []byte("%PDF-1.4")}}})
		must(t, err)
		return raw
	}
	h.now = at("2018-12-10 10:00")
	first := reply("j1@obshtina.example", "breznik@obshtina.example", asked)
	must(t, h.server.Append(councilMailbox, junk, first))
	pass()
	if o := h.obligation("report/2018/breznik"); o.Status != workflow.StatusReceived {
		t.Fatalf("what lies among the junk: %s", o.Status)
	}
	must(t, h.server.Append(councilMailbox, "INBOX", first)) // a person moved it
	must(t, h.server.Append(councilMailbox, junk, reply("j2@obshtina.example", "zemen@obshtina.example", h.letters("zemen@obshtina.example")[0].MessageID)))
	pass()
	if o := h.obligation("report/2018/breznik"); len(o.Submissions) != 1 {
		t.Errorf("moved, it is %d submissions", len(o.Submissions))
	}
	if o := h.obligation("report/2018/zemen"); o.Status != workflow.StatusReceived {
		t.Errorf("the second among the junk: %s", o.Status)
	}
	for _, folder := range []string{"INBOX", junk} {
		if at, _, err := h.Store.Read(t.Context()).Cursor(folder); err != nil || at.Validity == 0 || at.UID == 0 {
			t.Errorf("the cursor of %s: %v, %v", folder, at, err)
		}
	}
	h.verify()
}
