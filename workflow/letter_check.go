package workflow

import (
	"cmp"
	"errors"
	"fmt"
	htmltemplate "html/template"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"text/template"
	"text/template/parse"
	"time"
)

// ownTemplates are a council's own files, by name, each of which takes the place of one of ours.
type ownTemplates map[string]string

// check refuses, with file and line, a file that cannot be read as a template, that says something
// which no letter would show, or that leaves out what letters need of ours of the same name.
func (own ownTemplates) check(ours map[string]string) error {
	defined := map[string]bool{}
	for _, name := range slices.Sorted(maps.Keys(own)) {
		t, err := template.New(name).Funcs(templateFuncs).Parse(own[name])
		if err != nil {
			return own.refusal(err)
		}
		if err := own.unused(t); err != nil {
			return err
		}
		for _, piece := range t.Templates() {
			defined[piece.Name()] = true
		}
	}
	needed := own.needed(ours)
	for _, name := range slices.Sorted(maps.Keys(own)) {
		var missing []string
		for _, m := range define.FindAllStringSubmatch(ours[name], -1) {
			if needed[m[1]] && !defined[m[1]] {
				missing = append(missing, strconv.Quote(m[1]))
			}
		}
		if len(missing) > 0 {
			return &Refusal{Where: name + ":1", What: "the file takes the place of srok's own and does not define " + strings.Join(missing, ", "),
				Do: fmt.Sprintf("write {{define %s}}…{{end}} for each, or take the file away", missing[0])}
		}
	}
	return nil
}

// define is how a piece begins, and call is how another one uses it.
var (
	define = regexp.MustCompile(`\{\{-? *define +"([^"]+)"`)
	call   = regexp.MustCompile(`\{\{-? *template +"([^"]+)"`)
)

// needed are the pieces that a letter asks for by name, and those that others call.
func (own ownTemplates) needed(ours map[string]string) map[string]bool {
	called := func(sources map[string]string) map[string]bool {
		pieces := map[string]bool{}
		for _, source := range sources {
			for _, m := range call.FindAllStringSubmatch(source, -1) {
				pieces[m[1]] = true
			}
		}
		return pieces
	}
	laidOver := maps.Clone(ours)
	maps.Copy(laidOver, own)
	needed, usual := called(laidOver), called(ours)
	for _, source := range ours {
		for _, m := range define.FindAllStringSubmatch(source, -1) {
			if !usual[m[1]] {
				needed[m[1]] = true // no piece calls it, so a letter does
			}
		}
	}
	for _, piece := range []string{"digest.what", "digest.proposal", "digest.otherwise"} { // the pages ask for them
		needed[piece] = true
	}
	return needed
}

// unused refuses what stands outside of every piece: it would show nowhere.
func (own ownTemplates) unused(t *template.Template) error {
	if t.Tree == nil {
		return nil
	}
	for _, node := range t.Root.Nodes {
		text, isText := node.(*parse.TextNode)
		if isText && len(strings.TrimSpace(string(text.Text))) == 0 {
			continue
		}
		at := int(node.Position())
		if isText {
			at += len(text.Text) - len(strings.TrimLeft(string(text.Text), " \t\r\n"))
		}
		return &Refusal{Where: own.place(t.Name(), at), What: fmt.Sprintf("%q stands outside of {{define …}}, where no letter shows it", excerptOf(node.String())),
			Do: "put it between a {{define …}} and its {{end}}"}
	}
	return nil
}

// excerptOf is the beginning of a text, on one line.
func excerptOf(s string) string {
	const most = 30
	runes := []rune(strings.Join(strings.Fields(s), " "))
	if len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return string(runes)
}

// place is file:line of an offset.
func (own ownTemplates) place(name string, at int) string {
	return fmt.Sprintf("%s:%d", name, 1+strings.Count(own[name][:min(at, len(own[name]))], "\n"))
}

// placeOf is where a piece is defined; of one of ours that fails with the council's pieces, nowhere.
func (own ownTemplates) placeOf(piece string) (where string, found bool) {
	for _, name := range slices.Sorted(maps.Keys(own)) {
		for _, m := range define.FindAllStringSubmatchIndex(own[name], -1) {
			if own[name][m[2]:m[3]] == piece {
				return own.place(name, m[0]), true
			}
		}
	}
	return "", false
}

var (
	// templatePlace is how text/template and html/template begin their errors, and unknownField how
	// they name a field that there is not: the packages offer no other way to tell.
	templatePlace = regexp.MustCompile(`(?s)(?:html/)?template: ?([\w.-]+\.tmpl):(\d+)(?::\d+)?:? ?(.*)$`)
	executing     = regexp.MustCompile(`(?s)^executing ("[^"]+") at <(.*)>: (.*)$`)
	unknownFunc   = regexp.MustCompile(`^function "(\w+)" not defined`)
	unknownField  = regexp.MustCompile(`can't evaluate field (\w+) in type \*?(?:\w+\.)?(\w+)`)
)

// emptyPiece is a piece that every letter of its kind shows and that says nothing.
type emptyPiece struct{ name string }

func (e *emptyPiece) Error() string { return fmt.Sprintf("%q is empty", e.name) }

// refusal turns an error of the template packages into one for people, with file and line.
func (own ownTemplates) refusal(err error) error {
	var refusal *Refusal
	if errors.As(err, &refusal) {
		return err
	}
	refused := &Refusal{Where: "templates", What: err.Error(), Do: "correct it, or take the file away: srok's own text then stands in its place"}
	var empty *emptyPiece
	var html *htmltemplate.Error
	switch m := templatePlace.FindStringSubmatch(err.Error()); {
	case errors.As(err, &empty):
		refused.Where, refused.What = own.whereIs(empty.name), empty.Error()
		refused.Do = "write what the letter says there"
	case m != nil && own[m[1]] != "":
		refused.Where, refused.What = m[1]+":"+m[2], m[3]
	case m != nil: // one of ours calls a piece of the council's, which does not fit
		refused.What = fmt.Sprintf("srok's own %s, line %s, does not go with the files here: %s", m[1], m[2], m[3])
	case errors.As(err, &html):
		refused.Where, refused.What = own.whereIs(html.Name), html.Description
		refused.Do = "look for a quote or a tag that is not closed"
	}
	refused.say()
	return refused
}

func (own ownTemplates) whereIs(piece string) string {
	where, _ := own.placeOf(piece)
	return cmp.Or(where, "templates")
}

// say puts what Go says of a template into words for people.
func (r *Refusal) say() {
	m := executing.FindStringSubmatch(r.What)
	if m == nil {
		r.proposeFunc()
		return
	}
	r.What = fmt.Sprintf("in %s, {{%s}}: %s", m[1], strings.Trim(m[2], "{}"), m[3])
	field := unknownField.FindStringSubmatch(m[3])
	if field == nil {
		return
	}
	r.What = fmt.Sprintf("in %s, {{%s}}: there is no field .%s here", m[1], strings.Trim(m[2], "{}"), field[1])
	known := templateFields()[field[2]]
	if near, found := Near(field[1], known); found {
		r.Do = "did you mean ." + near + "?"
	} else if len(known) > 0 {
		r.Do = "there are ." + strings.Join(known, ", .")
	}
}

// proposeFunc names the function that was probably meant.
func (r *Refusal) proposeFunc() {
	if m := unknownFunc.FindStringSubmatch(r.What); m != nil {
		if near, found := Near(m[1], slices.Sorted(maps.Keys(templateFuncs))); found {
			r.Do = "did you mean " + near + "?"
		}
	}
}

// templateFields are the names that a template may use after a point, by the type that it is in.
func templateFields() map[string][]string {
	fields := map[string][]string{}
	for _, root := range []any{letterData{}, letterFrame{}, DigestView{}} {
		addFields(fields, reflect.TypeOf(root))
	}
	return fields
}

func addFields(fields map[string][]string, t reflect.Type) {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct || fields[t.Name()] != nil || t == reflect.TypeFor[time.Time]() {
		return
	}
	fields[t.Name()] = []string{}
	var names []string
	for _, f := range reflect.VisibleFields(t) {
		if f.IsExported() {
			names = append(names, f.Name)
			addFields(fields, f.Type)
		}
	}
	for m := range t.NumMethod() {
		names = append(names, t.Method(m).Name)
		for out := range t.Method(m).Type.NumOut() {
			addFields(fields, t.Method(m).Type.Out(out))
		}
	}
	slices.Sort(names)
	fields[t.Name()] = slices.Compact(names)
}
