package config

import (
	"cmp"
	"encoding"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"
)

// checkShape compares the document with the type that it is to become, and notes where each
// value stands. The YAML library is lenient here: it makes the text "1e3" a number, 1.5 the
// number 1, and the telephone 0761234 another one; and its words are those of Go.
func (s *source) checkShape(body ast.Node, v any) error {
	s.at[""] = start(body)
	_, err := s.shape(body, reflect.TypeOf(v).Elem(), "")
	return err
}

// shape returns the node to decode: the same one, but that a number where text is wanted
// becomes the text as it was typed.
func (s *source) shape(node ast.Node, t reflect.Type, path string) (ast.Node, error) {
	if node.Type() == ast.NullType {
		return node, nil
	}
	text, isScalar := scalar(node)
	switch {
	case reflect.PointerTo(t).Implements(reflect.TypeFor[encoding.TextUnmarshaler]()):
		if !isScalar {
			return nil, s.wrongKind(path, "one word or number", node)
		}
		if err := reflect.New(t).Interface().(encoding.TextUnmarshaler).UnmarshalText([]byte(text)); err != nil {
			return nil, s.badValue(path, err)
		}
		return alone(node, text), nil
	case t.Kind() == reflect.Struct:
		return node, s.structShape(node, t, path)
	case t.Kind() == reflect.Map:
		return node, s.mapShape(node, t, path)
	case t.Kind() == reflect.Slice:
		return node, s.listShape(node, t, path)
	case t.Kind() == reflect.Int:
		if _, err := strconv.Atoi(text); err != nil || node.Type() != ast.IntegerType {
			return nil, s.wrongKind(path, wantNumber, node)
		}
		return node, nil
	case t.Kind() == reflect.Bool:
		if node.Type() != ast.BoolType {
			return nil, s.wrongKind(path, "true or false", node)
		}
		return node, nil
	default:
		if !isScalar || node.Type() == ast.BoolType {
			return nil, s.wrongKind(path, wantText, node)
		}
		return asText(node, text), nil
	}
}

func (s *source) structShape(node ast.Node, t reflect.Type, path string) error {
	fields := keysOf(t)
	return s.eachKey(node, path, func(key, at string, kv *ast.MappingValueNode) error {
		field, known := fields[key]
		if !known {
			return s.unknownKey(kv.Key.GetToken().Position, key, path, fields)
		}
		return s.value(kv, field, at)
	})
}

func (s *source) mapShape(node ast.Node, t reflect.Type, path string) error {
	return s.eachKey(node, path, func(key, at string, kv *ast.MappingValueNode) error {
		return first(s.checkKey(at, key, t.Key()), s.value(kv, t.Elem(), at))
	})
}

// checkKey checks a key by its type; one of plain text is an id.
func (s *source) checkKey(at, key string, t reflect.Type) error {
	text, ok := reflect.New(t).Interface().(encoding.TextUnmarshaler)
	if !ok {
		return s.checkID(at, key)
	}
	if err := text.UnmarshalText([]byte(key)); err != nil {
		return s.badValue(at, err)
	}
	return nil
}

func (s *source) value(kv *ast.MappingValueNode, t reflect.Type, path string) error {
	checked, err := s.shape(kv.Value, t, path)
	if err == nil {
		kv.Value = checked
	}
	return err
}

func (s *source) eachKey(node ast.Node, path string, visit func(key, at string, kv *ast.MappingValueNode) error) error {
	mapping, ok := node.(ast.MapNode)
	if !ok {
		return s.wrongKind(path, wantKeys, node)
	}
	for kvs := mapping.MapRange(); kvs.Next(); {
		kv := kvs.KeyValue()
		key := kv.Key.GetToken().Value
		at := key
		if path != "" {
			at = path + "." + key
		}
		if first, twice := s.at[at]; twice {
			return s.refuseAt(kv.Key.GetToken().Position, fmt.Sprintf("%s stands here a second time, after line %d", at, first.Line), "keep one of the two")
		}
		s.at[at] = start(kv.Value)
		if _, isScalar := scalar(kv.Value); !isScalar {
			s.at[at] = kv.Key.GetToken().Position
		}
		if err := visit(key, at, kv); err != nil {
			return err
		}
	}
	return nil
}

func (s *source) listShape(node ast.Node, t reflect.Type, path string) error {
	list, ok := node.(*ast.SequenceNode)
	if !ok {
		return s.wrongKind(path, wantList, node)
	}
	for i, item := range list.Values {
		at := fmt.Sprintf("%s[%d]", path, i)
		s.at[at] = start(item)
		checked, err := s.shape(item, t.Elem(), at)
		if err != nil {
			return err
		}
		list.Values[i] = checked
	}
	return nil
}

// order lists the keys of the mapping at a path as they stand in the file, which a Go map forgets.
func (s *source) order(path string) []string {
	var keys []string
	for at := range s.at {
		if rest, ok := strings.CutPrefix(at, path+"."); ok && !strings.ContainsAny(rest, ".[") {
			keys = append(keys, rest)
		}
	}
	slices.SortFunc(keys, func(a, b string) int {
		x, y := s.at[path+"."+a], s.at[path+"."+b]
		return cmp.Or(cmp.Compare(x.Line, y.Line), cmp.Compare(x.Column, y.Column))
	})
	return keys
}

// keysOf maps the YAML keys of a struct to the types of their values.
func keysOf(t reflect.Type) map[string]reflect.Type {
	keys := map[string]reflect.Type{}
	for field := range t.Fields() {
		name, options, _ := strings.Cut(field.Tag.Get("yaml"), ",")
		switch {
		case name == "-":
		case strings.Contains(options, "inline"):
			maps.Copy(keys, keysOf(field.Type))
		default:
			keys[name] = field.Type
		}
	}
	return keys
}

// scalar gives the text of a single value as it was typed.
func scalar(node ast.Node) (string, bool) {
	switch n := node.(type) {
	case *ast.StringNode:
		return n.Value, true
	case *ast.LiteralNode:
		return n.Value.Value, true
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.InfinityNode, *ast.NanNode:
		return node.GetToken().Value, true
	}
	return "", false
}

// asText keeps the library from reading a number where the text of it is wanted.
func asText(node ast.Node, text string) ast.Node {
	switch node.(type) {
	case *ast.StringNode, *ast.LiteralNode:
		return node
	}
	return ast.String(token.String(text, text, node.GetToken().Position))
}

// alone is a text without its neighbours. On its way to an UnmarshalText the library looks at every
// token of the chain that a text belongs to: at the whole file, for each of them.
func alone(node ast.Node, text string) ast.Node {
	quoted := strconv.Quote(text) // every escape of Go is one of YAML's (YAML 1.2.2, section 5.7)
	return ast.String(token.DoubleQuote(text, quoted, node.GetToken().Position))
}

// start is the place of the first character of a value.
func start(node ast.Node) *token.Position {
	switch n := node.(type) {
	case *ast.MappingNode:
		if len(n.Values) > 0 && !n.IsFlowStyle {
			return start(n.Values[0])
		}
		return n.Start.Position
	case *ast.MappingValueNode:
		return n.Key.GetToken().Position
	case *ast.SequenceNode:
		return n.Start.Position
	case *ast.LiteralNode:
		return n.Start.Position
	}
	return node.GetToken().Position
}
