// Package native_test holds who may import what, for whoever has no golangci-lint.
package native_test

import (
	"os"
	"os/exec"
	"strings"
	"testing"
)

const module = "parkscope/native/"

// layers: what each package may import of this module.
var layers = map[string][]string{
	"cmd/sampler":         {"internal/counters", "internal/finish", "internal/elevated", "internal/launch", "internal/perfprof", "internal/processors", "internal/procs", "internal/reach", "internal/session", "internal/snapshot", "internal/target", "internal/wallclock", "internal/watch", "internal/wire"},
	"internal/finish":     {"internal/session", "internal/wire"},
	"internal/pprof":      {},
	"internal/wallclock":  {"internal/finish", "internal/goroutines", "internal/pprof", "internal/target", "internal/target/kernel", "internal/wire"},
	"internal/counters":   {"internal/runtimestats", "internal/target", "internal/target/kernel", "internal/wire"},
	"internal/goroutines": {"internal/layout", "internal/memory", "internal/pclntab", "internal/symbols", "internal/wire"},
	"internal/elevated":   {"internal/session", "internal/target/kernel", "internal/wire"},
	"internal/launch":     {"internal/runtimestats", "internal/target", "internal/target/kernel", "internal/wire"},
	"internal/layout":     {},
	// The generator of the table.
	"internal/layout/generate": {"internal/layout"},
	"internal/memory":          {},
	"internal/pclntab":         {},
	"internal/perfprof":        {"internal/finish", "internal/layout", "internal/memory", "internal/pclntab", "internal/pprof", "internal/symbols", "internal/target", "internal/target/kernel", "internal/wire"},
	"internal/processors":      {"internal/session", "internal/wire"},
	"internal/procs":           {"internal/runtimestats", "internal/target", "internal/target/kernel", "internal/wire"},
	"internal/runtimestats":    {"internal/layout", "internal/memory", "internal/symbols", "internal/target", "internal/wire"},
	// Built by its tests.
	"internal/runtimestats/testprog": {},
	"internal/reach":                 {"internal/goroutines", "internal/layout", "internal/memory", "internal/symbols", "internal/target", "internal/target/core", "internal/target/kernel", "internal/target/stop", "internal/wire"},
	"internal/session":               {"internal/wire"},
	"internal/snapshot":              {"internal/goroutines", "internal/target", "internal/wire"},
	"internal/symbols":               {"internal/layout", "internal/memory"},
	"internal/target":                {"internal/memory", "internal/target/kernel", "internal/wire"},
	"internal/target/kernel":         {},
	"internal/target/core":           {"internal/memory", "internal/target/stop", "internal/wire"},
	"internal/target/stop":           {},
	"internal/watch":                 {"internal/counters", "internal/goroutines", "internal/processors", "internal/snapshot", "internal/target", "internal/target/core", "internal/target/kernel", "internal/wire"},
	// Built by the tests; no part of the sampler.
	"internal/testprog": {},
	"internal/wire":     {},
}

// owners: who alone, with the packages below it, may import a package of the standard library. Its tests may, too.
var owners = map[string]string{
	"syscall":       "internal/target",
	"unsafe":        "internal/target",
	"encoding/json": "internal/wire",
}

func TestImports(t *testing.T) {
	for _, system := range []string{"linux", "darwin", "windows"} {
		packages := goList(t, system)
		if len(packages) < len(layers) {
			t.Fatalf("%s: go list names %d packages", system, len(packages))
		}
		for _, problem := range violations(packages) {
			t.Errorf("%s: %s", system, problem)
		}
	}
}

// A rule that nothing breaks proves little, so break each.
func TestImportsAreRefused(t *testing.T) {
	for _, planted := range []struct{ importer, imported string }{
		{"internal/session", "syscall"},
		{"cmd/sampler", "unsafe"},
		{"internal/target", "encoding/json"},
		{"internal/wire", module + "internal/target"},
		{"internal/session", module + "internal/target"},
		{"internal/target", "golang.org/x/sys/unix"},
		{"internal/newcomer", "fmt"},
		{"internal/procs", "syscall"},
		{"internal/target/kernel", module + "internal/target"},
	} {
		if len(violations(map[string][]string{planted.importer: {planted.imported}})) != 1 {
			t.Errorf("%s may import %s", planted.importer, planted.imported)
		}
	}
}

func TestMainIsSmall(t *testing.T) {
	source, err := os.ReadFile("cmd/sampler/main.go")
	if err != nil {
		t.Fatal(err)
	}
	if lines := strings.Count(string(source), "\n"); lines > 100 {
		t.Errorf("cmd/sampler/main.go has %d lines, 100 are allowed", lines)
	}
}

func violations(packages map[string][]string) []string {
	var problems []string
	for name, imports := range packages {
		allowed, known := layers[name]
		if !known {
			problems = append(problems, name+" has no row in this table")
			continue
		}
		for _, imported := range imports {
			own, ours := strings.CutPrefix(imported, module)
			owner, owned := owners[imported]
			first, _, _ := strings.Cut(imported, "/")
			switch {
			case ours && !contains(allowed, own), owned && owner != name && !strings.HasPrefix(name, owner+"/"), !ours && strings.Contains(first, "."):
				problems = append(problems, name+" imports "+imported)
			}
		}
	}
	return problems
}

func contains(list []string, name string) bool {
	for _, each := range list {
		if each == name {
			return true
		}
	}
	return false
}

// goList gives the imports of every package but this one, by path below the module, tests included.
func goList(t *testing.T, system string) map[string][]string {
	t.Helper()
	const format = `{{.ImportPath}} {{join .Imports " "}} {{join .TestImports " "}}`
	command := exec.Command("go", "list", "-f", format, "./...")
	command.Env = append(os.Environ(), "GOOS="+system, "CGO_ENABLED=0")
	out, err := command.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	packages := map[string][]string{}
	for _, line := range strings.Split(strings.TrimSpace(string(out)), "\n") {
		fields := strings.Fields(line)
		if name, ours := strings.CutPrefix(fields[0], module); ours {
			packages[name] = fields[1:]
		}
	}
	return packages
}
