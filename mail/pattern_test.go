package mail

import (
	"go/ast"
	"go/constant"
	goparser "go/parser"
	"go/token"
	"go/types"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// Every expression compiles, though none is compiled before it is asked.
func TestPatternsCompile(t *testing.T) {
	files := token.NewFileSet()
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	var parsed []*ast.File
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := goparser.ParseFile(files, name, nil, goparser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		parsed = append(parsed, f)
	}
	info := &types.Info{Types: map[ast.Expr]types.TypeAndValue{}}
	// Without its imports the package has errors; its constants are told all the same.
	untold := types.Config{Error: func(error) {}}
	_, _ = untold.Check("mail", files, parsed, info)

	found := 0
	for _, f := range parsed {
		ast.Inspect(f, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			name, ok := call.Fun.(*ast.Ident)
			if !ok || name.Name != "compiled" && name.Name != "wording" {
				return true
			}
			for _, arg := range call.Args {
				value := info.Types[arg].Value
				if value == nil || value.Kind() != constant.String {
					continue // wording's own call
				}
				found++
				if _, err := regexp.Compile(constant.StringVal(value)); err != nil {
					t.Errorf("%s: %v", files.Position(arg.Pos()), err)
				}
			}
			return true
		})
	}
	if found < 100 {
		t.Errorf("only %d expressions were found", found)
	}
}
