package mail

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// htmlText gives the text of an HTML body as a reader would see it, and the Content-IDs of the
// images that it shows. What a mail program marks as the quoted letter gets „> “ before each
// line, so that it is found as in plain text. Only the tokenizer is used: it needs no tree, whose
// depth a sender could choose.
func htmlText(page string) (text string, cids []string) {
	w := &htmlWriter{}
	z := html.NewTokenizer(strings.NewReader(page))
	for {
		kind := z.Next()
		switch kind {
		case html.ErrorToken:
			return w.String(), cids
		case html.TextToken:
			w.text(string(z.Text()))
		case html.StartTagToken, html.SelfClosingTagToken:
			name, more := z.TagName()
			tag := atom.Lookup(name)
			var attrs attributes
			for more && len(attrs) < 20 {
				var key, value []byte
				key, value, more = z.TagAttr()
				attrs = append(attrs, [2]string{string(key), string(value)})
			}
			if cid, ok := strings.CutPrefix(attrs.get("src"), "cid:"); ok && tag == atom.Img && len(cids) < 1000 {
				cids = append(cids, cid)
			}
			w.open(tag, attrs, kind == html.SelfClosingTagToken)
		case html.EndTagToken:
			name, _ := z.TagName()
			w.close(atom.Lookup(name))
		}
	}
}

type attributes [][2]string

func (a attributes) get(name string) string {
	for _, kv := range a {
		if kv[0] == name {
			return kv[1]
		}
	}
	return ""
}

type htmlWriter struct {
	out    strings.Builder
	line   strings.Builder
	hidden atom.Atom // the element whose text is not shown
	quotes int       // open blockquotes
	divs   int       // open divs inside a quoting div; 0 outside
	pre    int
	blank  bool // an empty line was written last
	space  bool // white space is due before the next word
}

func (w *htmlWriter) String() string {
	w.newline()
	return strings.TrimSpace(w.out.String())
}

func (w *htmlWriter) text(s string) {
	if w.hidden != 0 {
		return
	}
	if w.pre > 0 {
		for i, line := range strings.Split(s, "\n") {
			if i > 0 {
				w.newline()
			}
			w.line.WriteString(strings.TrimRight(line, "\r"))
		}
		return
	}
	s = strings.ReplaceAll(s, "\u00a0", " ")
	words := strings.Fields(s)
	if len(words) == 0 {
		w.space = w.space || s != ""
		return
	}
	if (w.space || strings.TrimLeft(s, " \t\r\n") != s) && w.line.Len() > 0 {
		w.line.WriteByte(' ')
	}
	w.line.WriteString(strings.Join(words, " "))
	w.space = strings.TrimRight(s, " \t\r\n") != s
}

// newline ends a line; no more than one empty line stands between two texts.
func (w *htmlWriter) newline() {
	line := strings.TrimRight(w.line.String(), " ")
	w.line.Reset()
	w.space = false
	if line == "" {
		return
	}
	if w.quotes > 0 || w.divs > 0 {
		w.out.WriteString("> ")
	}
	w.out.WriteString(line)
	w.out.WriteByte('\n')
	w.blank = false
}

func (w *htmlWriter) paragraph() {
	w.newline()
	if !w.blank && w.out.Len() > 0 {
		w.out.WriteByte('\n')
		w.blank = true
	}
}

func (w *htmlWriter) open(tag atom.Atom, attrs attributes, selfClosing bool) {
	if tag == atom.Body && w.hidden == atom.Head {
		w.hidden = 0 // a head that was never closed ends here
	}
	if w.hidden != 0 {
		return
	}
	switch tag {
	case atom.Script, atom.Style, atom.Title, atom.Head, atom.Template:
		if !selfClosing {
			w.hidden = tag
		}
	case atom.Br:
		if w.line.Len() == 0 {
			w.paragraph()
		} else {
			w.newline()
		}
	case atom.P, atom.H1, atom.H2, atom.H3, atom.H4, atom.Table, atom.Ul, atom.Ol:
		w.paragraph()
	case atom.Li:
		w.newline()
		w.line.WriteString("- ")
	case atom.Td, atom.Th:
		if w.line.Len() > 0 {
			w.line.WriteString("\t")
		}
	case atom.Hr:
		w.newline()
	case atom.Pre:
		w.newline()
		w.pre++
	case atom.Blockquote:
		w.newline()
		w.quotes++
	case atom.Div:
		w.newline()
		if w.divs > 0 || isQuoteMark(attrs) {
			w.divs++
		}
	case atom.Tr:
		w.newline()
	}
}

func (w *htmlWriter) close(tag atom.Atom) {
	if w.hidden != 0 {
		if tag == w.hidden {
			w.hidden = 0
		}
		return
	}
	switch tag {
	case atom.P, atom.H1, atom.H2, atom.H3, atom.H4, atom.Table, atom.Ul, atom.Ol:
		w.paragraph()
	case atom.Pre:
		w.newline()
		w.pre = max(0, w.pre-1)
	case atom.Blockquote:
		w.newline()
		w.quotes = max(0, w.quotes-1)
	case atom.Div:
		w.newline()
		w.divs = max(0, w.divs-1)
	case atom.Tr, atom.Li:
		w.newline()
	}
}

// isQuoteMark knows the divs in which mail programs put what they quote: Gmail, Yahoo, Outlook
// on the web, mail.ru, Zimbra.
func isQuoteMark(attrs attributes) bool {
	for class := range strings.FieldsSeq(attrs.get("class")) {
		switch class {
		case "gmail_quote", "yahoo_quoted", "moz-cite-prefix", "zmail_extra", "protonmail_quote":
			return true
		}
	}
	switch attrs.get("id") {
	case "divRplyFwdMsg", "appendonsend", "OLK_SRC_BODY_SECTION", "mailru-quote", "reply-intro":
		return true
	}
	return false
}
