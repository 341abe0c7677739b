package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"syscall"
	"unicode/utf8"

	"srok/workflow"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// The limits hold the YAML library to a few seconds: its time grows with the square of each.
const (
	maxBytes  = 1 << 20 // of one file
	maxDepth  = 16      // of brackets within brackets, or of dashes on one line
	maxValues = 20_000  // of keys and items; a plan of a thousand measures has half as many
	maxBlank  = 100     // lines without text, one after the other
)

// source is a file that was read: it knows where every value stands, so that what is found
// wrong with a value later can still be shown by line and column.
type source struct {
	name string
	at   map[string]*token.Position // by path: groups.municipalities.members[0].email

	// Of a workbook alone, where Line and Column count rows and columns.
	sheet  string
	titles map[string]string // the titles of the columns, by path: what a secretary calls the value
}

// readFile reads at most one byte more than a file may have, so that a huge one costs nothing. It is
// looked at first: a pipe would be waited for without an end.
func readFile(path, instead string) ([]byte, error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, os.ErrNotExist), errors.Is(err, syscall.ENOTDIR):
		return nil, &workflow.Refusal{Where: path, What: "there is no such file", Do: instead}
	case err != nil:
		return nil, reading(err)
	case !info.Mode().IsRegular():
		return nil, &workflow.Refusal{Where: path, What: "this is no file but a folder, a pipe or a device", Do: instead}
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, reading(err)
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxBytes+1))
	return data, reading(err)
}

// reading tells that a file is there and cannot be read. The error names it already.
func reading(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("reading a file: %w", err)
}

// decode reads one YAML document strictly into v, a pointer to a struct whose fields hold
// the defaults.
func decode(name string, data []byte, v any) (*source, error) {
	s := &source{name: name, at: map[string]*token.Position{}}
	data = lineBreaks(bytes.TrimPrefix(data, []byte("\ufeff")))
	if err := s.checkBytes(data); err != nil {
		return nil, err
	}
	tokens := lexer.Tokenize(string(data))
	if err := s.checkTokens(tokens); err != nil {
		return nil, err
	}
	file, err := parser.Parse(tokens, 0, parser.AllowDuplicateMapKey()) // checkShape says it better
	if err != nil {
		return nil, s.syntax(err)
	}
	body, err := s.body(file)
	if err != nil {
		return nil, err
	}
	if err := s.checkShape(body, v); err != nil {
		return nil, err
	}
	if err := yaml.NodeToValue(body, v, yaml.Strict()); err != nil {
		return nil, s.syntax(err)
	}
	return s, nil
}

// lineBreaks makes each of the three line breaks of YAML the same one, as its readers must
// (YAML 1.2.2, section 5.4).
func lineBreaks(data []byte) []byte {
	data = bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n"))
	return bytes.ReplaceAll(data, []byte("\r"), []byte("\n"))
}

func (s *source) checkBytes(data []byte) error {
	if len(data) > maxBytes {
		return &workflow.Refusal{Where: s.name, What: "the file is larger than 1 MB",
			Do: "is it the right file? A year's plan takes some 50 KB"}
	}
	blank := 0
	for line, rest := 1, data; len(rest) > 0; line++ {
		text, after, _ := bytes.Cut(rest, []byte("\n"))
		if !utf8.Valid(text) {
			return &workflow.Refusal{Where: fmt.Sprintf("%s:%d", s.name, line),
				What: "the text is not UTF-8", Do: "save the file in the encoding UTF-8"}
		}
		blank++
		if len(bytes.TrimSpace(text)) > 0 {
			blank = 0
		}
		if blank > maxBlank {
			return &workflow.Refusal{Where: fmt.Sprintf("%s:%d", s.name, line),
				What: fmt.Sprintf("more than %d empty lines follow each other", maxBlank), Do: "take them away"}
		}
		rest = after
	}
	return nil
}

// checkTokens refuses what no configuration needs and what makes a parser slow.
func (s *source) checkTokens(tokens token.Tokens) error {
	depth, dashes, values := 0, 0, 0
	for i, t := range tokens {
		if t.Type == token.SequenceEntryType {
			dashes++
		} else {
			dashes = 0
		}
		switch t.Type {
		case token.AnchorType, token.AliasType, token.MergeKeyType:
			return s.refuseAt(t.Position, fmt.Sprintf("%q is an anchor, an alias or a merge key of YAML, and these are not read here", excerpt(t.Value)),
				"write the values out, or put the text in quotes")
		case token.TagType, token.DirectiveType, token.MappingKeyType:
			return s.refuseAt(t.Position, fmt.Sprintf("%q is a tag, a directive or an explicit key of YAML, and these are not read here", excerpt(t.Value)),
				"put the text in quotes")
		case token.DocumentHeaderType, token.DocumentEndType:
			if i > 0 {
				return s.refuseAt(t.Position, "a second YAML document begins", "keep one, without lines of --- and ...")
			}
		case token.MappingValueType, token.SequenceEntryType, token.CollectEntryType:
			values++
		case token.MappingStartType, token.SequenceStartType:
			depth++
		case token.MappingEndType, token.SequenceEndType:
			depth = max(0, depth-1)
		}
		if depth > maxDepth || dashes > maxDepth {
			return s.refuseAt(t.Position, "lists are nested too deeply", "close the brackets that were opened")
		}
		if values > maxValues {
			return s.refuseAt(t.Position, fmt.Sprintf("the file has more than %d keys and items", maxValues), "is it the right file?")
		}
	}
	return nil
}

func (s *source) body(file *ast.File) (ast.Node, error) {
	for _, doc := range file.Docs {
		if doc.Body != nil && doc.Body.Type() != ast.CommentType {
			return doc.Body, nil
		}
	}
	return nil, &workflow.Refusal{Where: s.name, What: "the file is empty", Do: "start from the one that `srok init DIR` writes"}
}

// syntax puts an error of the YAML library into our form.
func (s *source) syntax(err error) error {
	var y yaml.Error
	if !errors.As(err, &y) || y.GetToken() == nil {
		return &workflow.Refusal{Where: s.name, What: "this is not YAML: " + firstLine(err.Error()), Do: "compare it with the one that `srok init DIR` writes"}
	}
	return s.refuseAt(y.GetToken().Position, "this is not YAML: "+firstLine(y.GetMessage()), "check the indentation (spaces, never tabs), the quotes and the colons here")
}

func (s *source) refuseAt(p *token.Position, what, do string) *workflow.Refusal {
	where := fmt.Sprintf("%s:%d:%d", s.name, p.Line, p.Column)
	if s.sheet != "" {
		where = cellPlace(s.name, s.sheet, p.Column, p.Line)
	}
	return &workflow.Refusal{Where: where, What: what, Do: do}
}

// refuse shows the value at a path, or the nearest thing around it where the value is missing.
func (s *source) refuse(path, what, do string) *workflow.Refusal {
	for p := path; ; {
		if pos, ok := s.at[p]; ok {
			label := path
			if s.sheet != "" {
				label = s.label(p)
			}
			if label != "" {
				what = label + ": " + what
			}
			return s.refuseAt(pos, what, do)
		}
		cut := strings.LastIndexAny(p, ".[")
		if cut < 0 {
			p = ""
			continue
		}
		p = p[:cut]
	}
}

// label is what a person calls the value at a path.
func (s *source) label(path string) string {
	if title := s.titles[path]; title != "" {
		return "„" + title + "“"
	}
	if s.sheet != "" {
		return ""
	}
	return path
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return line
}

// excerpt shortens a foreign text for an error.
func excerpt(s string) string {
	const most = 40
	runes := []rune(s)
	if len(runes) <= most {
		return s
	}
	return string(runes[:most]) + "…"
}
