package imap_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"strings"
	"testing"

	"srok/mail"
	"srok/mail/imap"
)

// script plays a server that tells what it likes: answers maps a command's beginning, without
// its tag (<tag> in an answer), to the untagged lines; every command is then answered OK, or as it says after „NO“.
func script(t *testing.T, answers map[string]string) *imap.Mailbox {
	t.Helper()
	return scriptHeard(t, answers, func(string) {})
}

// scriptHeard is script for who wants to hear the commands.
func scriptHeard(t *testing.T, answers map[string]string, hear func(command string)) *imap.Mailbox {
	t.Helper()
	m, err := imap.New(imap.Config{Host: "localhost", TLS: imap.NoTLS, Auth: imap.AuthLogin, User: council, Secret: secret("secret"),
		Dial: func(context.Context, string, string) (net.Conn, error) {
			ours, theirs := net.Pipe()
			go play(theirs, answers, hear)
			return ours, nil
		}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { m.Close() })
	return m
}

func play(c net.Conn, answers map[string]string, hear func(string)) {
	defer c.Close()
	say := func(s string) bool { _, err := io.WriteString(c, s); return err == nil }
	greeting := "* OK [CAPABILITY IMAP4rev1] ready\r\n"
	if answers["CAPABILITY"] != "" { // it is asked for where the greeting does not tell
		greeting = "* OK ready\r\n"
	}
	if !say(greeting) {
		return
	}
	for lines := bufio.NewScanner(c); lines.Scan(); {
		tag, command, _ := strings.Cut(lines.Text(), " ")
		hear(command)
		end := "OK done\r\n"
		for beginning, answer := range answers {
			switch {
			case !strings.HasPrefix(command, beginning):
			case strings.HasPrefix(answer, "NO "):
				end = answer
			case !say(strings.ReplaceAll(answer, "<tag>", tag)):
				return
			}
		}
		if !say(tag + " " + end) {
			return
		}
	}
}

const examined = "* 3 EXISTS\r\n* OK [UIDVALIDITY 9] v\r\n* OK [UIDNEXT 8] n\r\n"

// item is a FETCH of a message whose UID stands where it is told.
func item(number, uid int, body string) string {
	return fmt.Sprintf("* %d FETCH (UID %d RFC822.SIZE %d INTERNALDATE \"05-Mar-2018 12:00:00 +0000\" BODY[] {%d}\r\n%s)\r\n", number, uid, len(body), len(body), body)
}

// go-imap drops, without an error, what tells its UID behind the body. It is asked for again.
func TestUIDBehindTheBody(t *testing.T) {
	m := script(t, map[string]string{
		"EXAMINE":    examined,
		"UID SEARCH": "* SEARCH 5 6 7\r\n",
		"UID FETCH 5:7": item(1, 5, "one") + "* 2 FETCH (BODY[] {3}\r\ntwo UID 6)\r\n" +
			item(3, 7, "three"),
		"UID FETCH 7":   item(3, 7, "three"),
		"SEARCH":        "* SEARCH 2\r\n",
		"FETCH 2 (UID":  "* 2 FETCH (RFC822.SIZE 3 INTERNALDATE \"05-Mar-2018 12:00:00 +0000\" UID 6)\r\n",
		"FETCH 2 (BODY": "* 2 FETCH (BODY[] {3}\r\ntwo UID 6)\r\n",
	})
	k := &kept{}
	if err := m.Fetch(t.Context(), mail.Request{After: mail.Cursor{}}, k.keep); err != nil {
		t.Fatal(err)
	}
	got := ""
	for i, f := range k.fetched {
		got += fmt.Sprintf("%d %s %d %t|", f.UID, k.raw[i], f.Size, f.Arrived.Equal(noon))
	}
	if want := "5 one 3 true|6 two 3 true|7 three 5 true|"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// One that is gone between SEARCH and FETCH is passed over; n:* below n is no news.
func TestGoneMeanwhile(t *testing.T) {
	m := script(t, map[string]string{
		"EXAMINE":       examined,
		"UID SEARCH":    "* SEARCH 7 4 5 6\r\n",
		"UID FETCH 5:7": item(1, 5, "one") + item(3, 7, "three"),
		"UID FETCH 7":   item(3, 7, "three"),
		"SEARCH":        "* SEARCH\r\n",
	})
	k := &kept{}
	if err := m.Fetch(t.Context(), mail.Request{After: mail.Cursor{Validity: 9, UID: 4}}, k.keep); err != nil {
		t.Fatal(err)
	}
	if len(k.fetched) != 2 || k.fetched[0].UID != 5 || k.fetched[1].UID != 7 {
		t.Errorf("%+v", k.fetched)
	}
}

// What cannot be read is named, and what was before it is kept.
func TestBrokenIsNamed(t *testing.T) {
	for name, poison := range map[string]string{
		"garbage":  "* 2 FETCH (UID 6 BODY[] what\r\n",
		"no body":  "* 2 FETCH (UID 6 BODY[] NIL)\r\n",
		"unknown":  "* 2 FETCH (UID 6 X-MAGIC 1)\r\n",
		"too much": "* 2 FETCH (UID 6 BODY[] {99999999999999999999}\r\n",
	} {
		m := script(t, map[string]string{
			"EXAMINE":       examined,
			"UID SEARCH":    "* SEARCH 5 6 7\r\n",
			"UID FETCH 5:7": item(1, 5, "one") + poison + item(3, 7, "three"),
		})
		k := &kept{}
		err := m.Fetch(t.Context(), mail.Request{After: mail.Cursor{}}, k.keep)
		var broken *mail.Broken
		if !errors.As(err, &broken) || broken.Cursor != (mail.Cursor{Folder: imap.Inbox, Validity: 9, UID: 6}) || len(k.raw) != 1 {
			t.Errorf("%s: %v, %d kept", name, err, len(k.raw))
		}
	}
}

// A message that the server lists and never gives is not passed over in silence.
func TestListedAndNotGiven(t *testing.T) {
	m := script(t, map[string]string{
		"EXAMINE":       examined,
		"UID SEARCH":    "* SEARCH 5 6 7\r\n",
		"UID FETCH 5:7": item(1, 5, "one") + item(3, 7, "three"),
		"SEARCH":        "* SEARCH 2\r\n",
		"FETCH 2 (UID":  "* 2 FETCH (RFC822.SIZE 3 INTERNALDATE \"05-Mar-2018 12:00:00 +0000\" UID 6)\r\n",
	})
	k := &kept{}
	err := m.Fetch(t.Context(), mail.Request{}, k.keep)
	var broken *mail.Broken
	if !errors.As(err, &broken) || broken.Cursor.UID != 6 || len(k.raw) != 1 {
		t.Errorf("%v, %d kept", err, len(k.raw))
	}
}

// A server that was put back to an older state gives UIDs once more: it is behind the place that was
// read, or another message lies there. One that is gone says nothing.
func TestRewound(t *testing.T) {
	told := func(size int) string {
		return fmt.Sprintf("* 2 FETCH (UID 6 RFC822.SIZE %d INTERNALDATE \"05-Mar-2018 12:00:00 +0000\")\r\n", size)
	}
	for name, c := range map[string]struct {
		uid     uint32
		there   string
		rewound bool
	}{
		"behind":        {8, "", true},
		"another":       {6, told(4), true},
		"the same":      {6, told(3), false},
		"gone":          {6, "", false},
		"another later": {6, "* 3 FETCH (UID 7 RFC822.SIZE 5 INTERNALDATE \"05-Mar-2018 12:00:00 +0000\")\r\n", false},
	} {
		m := script(t, map[string]string{
			"EXAMINE":          examined,
			"UID SEARCH":       "* SEARCH 7\r\n",
			"UID FETCH 6 (UID": c.there,
			"UID FETCH 7 (UID": item(3, 7, "three"),
		})
		k := &kept{}
		err := m.Fetch(t.Context(), mail.Request{After: mail.Cursor{Validity: 9, UID: c.uid, Mark: fmt.Sprintf("3@%d", noon.Unix())}}, k.keep)
		var rewound *mail.Rewound
		if errors.As(err, &rewound) != c.rewound || !c.rewound && (err != nil || len(k.raw) != 1) {
			t.Errorf("%s: %v, %d kept", name, err, len(k.raw))
		}
	}
}

// What a server may list at the edges: the last UID that there can be, behind which lies nothing; a 0;
// and a range of more messages than it has.
func TestWhatSearchLists(t *testing.T) {
	for name, c := range map[string]struct {
		after  uint32
		listed string
		want   []uint32
		wrong  string
	}{
		"the last UID":        {4294967293, "* SEARCH 4294967294 4294967295\r\n", []uint32{4294967294, 4294967295}, ""},
		"the last one read":   {4294967295, "* SEARCH 4294967295\r\n", nil, ""},
		"a zero":              {4, "* SEARCH 0 5\r\n", []uint32{5}, ""},
		"a zero alone":        {4, "* SEARCH 0\r\n", nil, ""},
		"in no order":         {4, "* SEARCH 6 4 5 6\r\n", []uint32{5, 6}, ""},
		"a range without end": {4, "* ESEARCH (TAG \"<tag>\") UID ALL 1:4294967295\r\n", nil, "more messages than the folder has"},
	} {
		t.Run(name, func(t *testing.T) {
			answers := map[string]string{"EXAMINE": "* 2 EXISTS\r\n* OK [UIDVALIDITY 9] v\r\n", "UID SEARCH": c.listed}
			given := ""
			for i, uid := range c.want {
				given += item(i+1, int(uid), "one")
			}
			answers["UID FETCH"] = given
			k := &kept{}
			err := script(t, answers).Fetch(t.Context(), mail.Request{After: mail.Cursor{Validity: 9, UID: c.after}}, k.keep)
			if (err != nil) != (c.wrong != "") || err != nil && !strings.Contains(err.Error(), c.wrong) {
				t.Fatal(err)
			}
			var got []uint32
			for _, f := range k.fetched {
				got = append(got, f.UID)
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("%v, want %v", got, c.want)
			}
		})
	}
}

// A server of both revisions knows folders in UTF-8 only after ENABLE, one of the older in modified UTF-7 alone.
func TestFolderNamesOfBothRevisions(t *testing.T) {
	const junk, older, newer = "Нежелана поща", "EXAMINE \"&BB0ENQQ2BDUEOwQwBD0EMA- &BD8EPgRJBDA-\"", "EXAMINE \"Нежелана поща\""
	for caps, want := range map[string]string{
		"IMAP4rev1":                  older,
		"IMAP4rev1 UTF8=ACCEPT":      older,
		"IMAP4rev1 IMAP4rev2 ENABLE": "ENABLE IMAP4rev2|" + newer,
		"IMAP4rev2":                  newer,
	} {
		var said []string
		answers := map[string]string{"CAPABILITY": "* CAPABILITY " + caps + "\r\n", "ENABLE": "* ENABLED IMAP4rev2\r\n", "EXAMINE": examined, "UID SEARCH": "* SEARCH\r\n"}
		m := scriptHeard(t, answers, func(command string) {
			if strings.HasPrefix(command, "E") {
				said = append(said, command)
			}
		})
		if err := m.Fetch(t.Context(), mail.Request{After: mail.Cursor{Folder: junk}}, (&kept{}).keep); err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(said, "|"); got != want {
			t.Errorf("%s: %s, want %s", caps, got, want)
		}
	}
}
