package workflow

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	htmltemplate "html/template"
	"io"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"text/template"
)

//go:embed templates/*.tmpl
var embedded embed.FS

// largestTemplate limits a council's own template, in bytes.
const largestTemplate = 256 << 10

// NewTemplates loads the embedded templates; a file of the same name in override (nil:
// none) takes the place of an embedded one. Override may hold no other *.tmpl file, since
// a misspelt name would be silence. All of it is tried on samples of every kind of letter,
// so that a template with an unknown field is refused now, with its file and line, and not
// on the morning on which its letter is due.
func NewTemplates(override fs.FS) (*Templates, error) {
	sources, own, err := templateSources(override)
	if err != nil {
		return nil, err
	}
	t, err := parseTemplates(sources, templateFuncs)
	if err != nil {
		return nil, own.refusal(err)
	}
	if override != nil { // the embedded ones are tried by the tests of this package
		if err := t.try(); err != nil {
			return nil, own.refusal(err)
		}
	}
	return t, nil
}

// parseTemplates parses every source into both sets: the pieces of the digest serve both.
func parseTemplates(sources map[string]string, funcs map[string]any) (*Templates, error) {
	t := &Templates{
		plain:       template.New("").Funcs(funcs),
		html:        htmltemplate.New("").Funcs(funcs),
		fingerprint: fingerprintOf(sources),
	}
	for _, name := range slices.Sorted(maps.Keys(sources)) {
		if _, err := t.plain.New(name).Parse(sources[name]); err != nil {
			return nil, err
		}
		if _, err := t.html.New(name).Parse(sources[name]); err != nil {
			return nil, err
		}
	}
	return t, nil
}

// templateSources reads the embedded files and lays the council's own over them.
func templateSources(override fs.FS) (sources map[string]string, own ownTemplates, err error) {
	if sources, err = embeddedSources(); err != nil || override == nil {
		return sources, nil, err
	}
	if own, err = readOwn(override, sources); err != nil {
		return nil, nil, err
	}
	if err := own.check(sources); err != nil {
		return nil, nil, err
	}
	maps.Copy(sources, own)
	return sources, own, nil
}

func embeddedSources() (map[string]string, error) {
	sources := map[string]string{}
	names, err := fs.Glob(embedded, "templates/*.tmpl")
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		b, err := embedded.ReadFile(name)
		if err != nil {
			return nil, err
		}
		sources[path.Base(name)] = string(b)
	}
	return sources, nil
}

// readOwn reads the council's own files. One under a name that ours do not have would be silence.
func readOwn(override fs.FS, ours map[string]string) (ownTemplates, error) {
	own := ownTemplates{}
	names, err := fs.Glob(override, "*.tmpl")
	if err != nil {
		return nil, fmt.Errorf("the council's own templates: %w", err)
	}
	for _, name := range names {
		if _, known := ours[name]; !known {
			do := "name it as one of " + strings.Join(slices.Sorted(maps.Keys(ours)), ", ")
			if near, found := Near(name, slices.Sorted(maps.Keys(ours))); found {
				do = "did you mean " + near + "?"
			}
			return nil, &Refusal{Where: name, What: "there is no template of this name", Do: do}
		}
		source, err := readTemplate(override, name)
		if err != nil {
			return nil, err
		}
		own[name] = source
	}
	return own, nil
}

func readTemplate(files fs.FS, name string) (string, error) {
	f, err := files.Open(name)
	if err != nil {
		return "", fmt.Errorf("the template %s: %w", name, err)
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, largestTemplate+1))
	if err != nil {
		return "", fmt.Errorf("the template %s: %w", name, err)
	}
	if len(b) > largestTemplate {
		return "", &Refusal{Where: name, What: "the template is larger than 256 KB", Do: "shorten it"}
	}
	return string(b), nil
}

// fingerprintOf is a short hash of all texts that institutions read; the chair's digest is not
// among them.
func fingerprintOf(sources map[string]string) string {
	sum := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(sources)) {
		if !strings.HasPrefix(name, "digest") {
			fmt.Fprintf(sum, "%s\x00%s\x00", name, sources[name])
		}
	}
	return hex.EncodeToString(sum.Sum(nil)[:8])
}

// Fingerprint identifies the texts: it changes when any template does. An approval is of a task
// with its letters' texts, so it holds only as long as they stay the same.
func (t *Templates) Fingerprint() string { return t.fingerprint }
