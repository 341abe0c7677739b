package workflow

import (
	"reflect"
	"strings"
	"time"
	"unicode"
)

// longestValue is how many characters of one name, title or remark a letter shows.
const longestValue = 4000

// cleaned is a deep copy of a view whose every string is one line of honest text: names
// come from files and from foreign mail, and must not begin a header, a paragraph or a
// change of writing direction. It walks the value by reflection so that a field added to
// a view later cannot be forgotten.
func cleaned[T any](view T) T {
	copied := reflect.New(reflect.TypeFor[T]()).Elem()
	copyClean(copied, reflect.ValueOf(view))
	return copied.Interface().(T)
}

func copyClean(to, from reflect.Value) {
	switch from.Kind() {
	case reflect.String:
		to.SetString(cleanLine(from.String()))
	case reflect.Pointer:
		if !from.IsNil() {
			to.Set(reflect.New(from.Type().Elem()))
			copyClean(to.Elem(), from.Elem())
		}
	case reflect.Slice:
		if !from.IsNil() {
			to.Set(reflect.MakeSlice(from.Type(), from.Len(), from.Len()))
			for i := range from.Len() {
				copyClean(to.Index(i), from.Index(i))
			}
		}
	case reflect.Struct:
		if from.Type() == reflect.TypeFor[time.Time]() {
			to.Set(from)
			return
		}
		for i := range from.NumField() {
			copyClean(to.Field(i), from.Field(i))
		}
	default:
		to.Set(from)
	}
}

// cleanLine makes one line of s: control characters and every kind of blank become one
// space, marks that show nothing or turn the direction of writing go (soft hyphens, zero
// width, bidi overrides, what is no character, which no XML may hold), straight quotes become „ “ and doubled full stops one.
func cleanLine(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	previous, count := ' ', 0
	for _, r := range s {
		switch {
		case unicode.IsSpace(r) || unicode.IsControl(r):
			r = ' '
		case unicode.Is(unicode.Cf, r), unicode.Is(unicode.Noncharacter_Code_Point, r), r == unicode.ReplacementChar:
			continue
		case r == '"':
			r = quoteAfter(previous)
		case r == '\'':
			r = '’'
		}
		if (r == ' ' || r == '.') && r == previous {
			continue
		}
		if count++; count == longestValue {
			b.WriteRune('…')
			break
		}
		b.WriteRune(r)
		previous = r
	}
	return strings.TrimSpace(b.String())
}

// quoteAfter opens a quotation at the start of a word and closes it anywhere else.
func quoteAfter(previous rune) rune {
	if strings.ContainsRune(" ([–-/„", previous) {
		return '„'
	}
	return '“'
}
