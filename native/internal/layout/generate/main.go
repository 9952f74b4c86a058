// The generator of internal/layout/table.txt: builds a small program with each supported toolchain and architecture, and reads
// its debug information and the wait reasons in the runtime's source. Downloads the toolchains that are not here.
//
//	go generate ./internal/layout
package main

import (
	"debug/elf"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"

	"parkscope/native/internal/layout"
)

// releases by minor, the last patch release first, whose row serves all that are not here. Others are those that distributions build with, and
// that were at hand: a row of its own is written for one whose structures are different.
var releases = [][]string{
	{"go1.18.10"},
	{"go1.19.13", "go1.19.8"},
	{"go1.20.14"},
	{"go1.21.13"},
	{"go1.22.12", "go1.22.2"},
	{"go1.23.12"},
	{"go1.24.13", "go1.24.11", "go1.24.4"},
	{"go1.25.12", "go1.25.10", "go1.25.1", "go1.25.0"},
	{"go1.26.8", "go1.26.0"},
	{"go1.27.4", "go1.27.3", "go1.27.2", "go1.27.1", "go1.27.0"},
}

// rowsOf builds with each release and joins those whose structures are the same.
func rowsOf(dir, arch string, minor []string) ([]layout.Column, error) {
	var rows []layout.Column
	for _, release := range minor {
		found, err := layoutOf(dir, release, arch)
		if err != nil {
			return nil, fmt.Errorf("%s %s: %w", release, arch, err)
		}
		log.Printf("%s %s", release, arch)
		same := -1
		for i := range rows {
			if rows[i].Layout.Differs(found) == "" {
				same = i
			}
		}
		if same >= 0 {
			rows[same].Releases = append(rows[same].Releases, release)
		} else {
			rows = append(rows, layout.Column{Layout: found, Arch: arch, Releases: []string{release}})
		}
	}
	return rows, nil
}

const program = "package main\n\nfunc main() { c := make(chan int); go func() { c <- 1 }(); <-c }\n"

func main() {
	log.SetFlags(0)
	output := "table.txt"
	if len(os.Args) > 1 {
		output = os.Args[1]
	}
	if err := run(output); err != nil {
		log.Fatal(err)
	}
}

func run(output string) error {
	dir, err := os.MkdirTemp("", "layout")
	if err != nil {
		return err
	}
	defer func() {
		if err := os.RemoveAll(dir); err != nil {
			log.Print(err)
		}
	}()
	for name, text := range map[string]string{"main.go": program, "go.mod": "module probe\n\ngo 1.18\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			return err
		}
	}
	var columns []layout.Column
	for _, arch := range []string{"amd64", "arm64"} {
		for _, minor := range releases {
			reasons, err := waitReasons(dir, minor[0])
			if err != nil {
				return fmt.Errorf("%s: %w", minor[0], err)
			}
			rows, err := rowsOf(dir, arch, minor)
			if err != nil {
				return err
			}
			for i := range rows {
				rows[i].WaitReasons = reasons
			}
			columns = append(columns, rows...)
		}
	}
	return os.WriteFile(output, []byte(layout.Text(columns)), 0o644)
}

func goCommand(dir, release, arch string, args ...string) ([]byte, error) {
	command := exec.Command("go", args...)
	command.Dir = dir
	command.Env = append(os.Environ(), "GOTOOLCHAIN="+release, "CGO_ENABLED=0", "GOOS=linux", "GOARCH="+arch, "GOFLAGS=", "GOWORK=off")
	out, err := command.Output()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return nil, fmt.Errorf("go %s: %s", strings.Join(args, " "), exit.Stderr)
	}
	return out, err
}

func layoutOf(dir, release, arch string) (*layout.Layout, error) {
	binary := filepath.Join(dir, "probe")
	if _, err := goCommand(dir, release, arch, "build", "-buildvcs=false", "-o", binary, "main.go"); err != nil {
		return nil, err
	}
	file, err := elf.Open(binary)
	if err != nil {
		return nil, err
	}
	data, err := file.DWARF()
	if err != nil {
		return nil, err
	}
	if err := file.Close(); err != nil {
		return nil, err
	}
	minor, _, err := layout.Parse(release)
	if err != nil {
		return nil, err
	}
	return layout.FromDWARF(data, nil, minor)
}

// waitReasons reads the constants and strings of runtime2.go.
func waitReasons(dir, release string) ([]string, error) {
	root, err := goCommand(dir, release, "amd64", "env", "GOROOT")
	if err != nil {
		return nil, err
	}
	path := filepath.Join(strings.TrimSpace(string(root)), "src", "runtime", "runtime2.go")
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
	if err != nil {
		return nil, err
	}
	numbers := map[string]int{}
	texts := map[string]string{}
	for _, decl := range file.Decls {
		group, is := decl.(*ast.GenDecl)
		if !is {
			continue
		}
		for i, spec := range group.Specs {
			value, is := spec.(*ast.ValueSpec)
			if !is || len(value.Names) != 1 {
				continue
			}
			name := value.Names[0].Name
			if group.Tok == token.CONST && strings.HasPrefix(name, "waitReason") {
				numbers[name] = i
			}
			if name != "waitReasonStrings" {
				continue
			}
			literal, is := value.Values[0].(*ast.CompositeLit)
			if !is {
				return nil, fmt.Errorf("waitReasonStrings is no literal")
			}
			for _, element := range literal.Elts {
				pair, is := element.(*ast.KeyValueExpr)
				if !is {
					return nil, fmt.Errorf("waitReasonStrings has an element without a key")
				}
				text, err := strconv.Unquote(pair.Value.(*ast.BasicLit).Value)
				if err != nil {
					return nil, err
				}
				texts[pair.Key.(*ast.Ident).Name] = text
			}
		}
	}
	if len(texts) < 20 || len(texts) != len(numbers) {
		return nil, fmt.Errorf("%d wait reasons and %d texts", len(numbers), len(texts))
	}
	reasons := make([]string, len(texts))
	for name, text := range texts {
		reasons[numbers[name]] = text
	}
	return reasons, nil
}
