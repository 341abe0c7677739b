package planfile

import (
	"encoding/xml"
	"errors"
	"io"
	"strconv"
	"strings"
)

// numbering is a document's automatic numbers (ISO/IEC 29500-1, 17.9). A № typed by the
// word processor is not among the text, but a reader of the plan sees it.
type numbering struct {
	abstract map[string][]listLevel // abstractNumId → levels
	list     map[string]string      // numId → abstractNumId
	start    map[string]map[int]int // numId → level → start that overrides
	style    map[string]styleList   // style → its list
	count    map[string][]int       // numId, or its abstract one → numbers so far
}

type listLevel struct {
	format string
	text   string // „%1.“
	start  int
}

type styleList struct {
	id    string
	level int
}

const maxLevels = 9

func readNumbering(a *archive, dir string) (numbering, error) {
	n := numbering{abstract: map[string][]listLevel{}, list: map[string]string{}, start: map[string]map[int]int{},
		style: map[string]styleList{}, count: map[string][]int{}}
	if err := a.each(dir+"/numbering.xml", n.definition()); err != nil {
		return n, err
	}
	return n, a.each(dir+"/styles.xml", n.styles())
}

// each hands every start element of a part on; a part that is absent has none.
func (a *archive) each(part string, see func(xml.StartElement)) error {
	dec, done, ok, err := a.part(part)
	if err != nil || !ok {
		return err
	}
	defer done()
	for {
		token, err := dec.Token()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		}
		if e, ok := token.(xml.StartElement); ok {
			see(e)
		}
	}
}

func (n *numbering) definition() func(xml.StartElement) {
	abstract, list, level := "", "", -1
	return func(e xml.StartElement) {
		val := attr(e, "val")
		switch e.Name.Local {
		case "abstractNum":
			abstract, list = attr(e, "abstractNumId"), ""
			n.abstract[abstract] = make([]listLevel, maxLevels)
		case "num":
			list, abstract = attr(e, "numId"), ""
			n.start[list] = map[int]int{}
		case "abstractNumId":
			n.list[list] = val
		case "lvl", "lvlOverride":
			level, _ = strconv.Atoi(attr(e, "ilvl"))
		case "startOverride":
			if first, err := strconv.Atoi(val); err == nil && list != "" {
				n.start[list][level] = first
			}
		}
		levels := n.abstract[abstract]
		if abstract == "" || level < 0 || level >= len(levels) {
			return
		}
		switch e.Name.Local {
		case "start":
			levels[level].start, _ = strconv.Atoi(val)
		case "numFmt":
			levels[level].format = val
		case "lvlText":
			levels[level].text = val
		}
	}
}

func (n *numbering) styles() func(xml.StartElement) {
	style := ""
	return func(e xml.StartElement) {
		s := n.style[style]
		switch e.Name.Local {
		case "style":
			style = attr(e, "styleId")
			return
		case "numId":
			s.id = attr(e, "val")
		case "ilvl":
			s.level, _ = strconv.Atoi(attr(e, "val"))
		default:
			return
		}
		n.style[style] = s
	}
}

// next counts a paragraph of a list and gives its number as shown; none where the
// paragraph is in no list or in one of bullets.
func (n *numbering) next(id string, level int, style string) string {
	if id == "" {
		s, ok := n.style[style]
		if !ok {
			return ""
		}
		id = s.id
		if level < 0 {
			level = s.level
		}
	}
	level = max(level, 0)
	abstract := n.list[id]
	levels := n.abstract[abstract]
	if id == "0" || level >= len(levels) || levels[level].format == "" {
		return ""
	}
	// Lists of one abstract definition count on together unless one starts anew.
	counter := "abstract " + abstract
	if len(n.start[id]) > 0 {
		counter = "list " + id
	}
	count := n.count[counter]
	if count == nil {
		count = make([]int, maxLevels)
		for i := range count {
			count[i] = n.first(id, i, levels) - 1
		}
		n.count[counter] = count
	}
	count[level]++
	for below := level + 1; below < len(count); below++ {
		count[below] = n.first(id, below, levels) - 1
	}
	if levels[level].format == "bullet" || levels[level].format == "none" {
		return ""
	}
	label := levels[level].text
	for i := range levels[:level+1] {
		number := count[i]
		if i < level { // a level above that was never used counts as begun
			number = max(number, n.first(id, i, levels))
		}
		label = strings.ReplaceAll(label, "%"+strconv.Itoa(i+1), formatted(number, levels[i].format))
	}
	return strings.TrimSpace(label)
}

func (n *numbering) first(id string, level int, levels []listLevel) int {
	if start, ok := n.start[id][level]; ok {
		return start
	}
	return levels[level].start
}

func formatted(n int, format string) string {
	switch format {
	case "upperRoman":
		return roman(n)
	case "lowerRoman":
		return strings.ToLower(roman(n))
	case "upperLetter", "lowerLetter":
		letter := string(rune('A' + (max(n, 1)-1)%26))
		if format == "lowerLetter" {
			letter = strings.ToLower(letter)
		}
		return letter
	case "russianUpper", "russianLower": // the Cyrillic letters: а, б, в …
		letters := []rune("АБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЭЮЯ")
		letter := string(letters[(max(n, 1)-1)%len(letters)])
		if format == "russianLower" {
			letter = strings.ToLower(letter)
		}
		return letter
	}
	return strconv.Itoa(n)
}
