// Command templates compiles a template once for all who want it. One that includes itself asks for itself while it compiles.
package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/sync/singleflight"

	"example.com/workloads/harness"
)

type compiled struct{ size int }

type loader struct {
	sources map[string]string
	group   singleflight.Group
}

func (l *loader) compile(name string) (any, error) {
	c := &compiled{}
	for _, word := range strings.Fields(l.sources[name]) {
		if other, ok := strings.CutPrefix(word, "include:"); ok {
			part, err := l.load(other)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
			c.size += part.size
		}
		c.size += len(word)
	}
	return c, nil
}

func (l *loader) load(name string) (*compiled, error) {
	value, err, _ := l.group.Do(name, func() (any, error) { return l.compile(name) }) // leak 31
	if err != nil {
		return nil, err
	}
	return value.(*compiled), nil
}

var errCircle = errors.New("template includes itself")

// loadWithin knows which templates are being compiled for its caller.
func (l *loader) loadWithin(outer []string, name string) (*compiled, error) {
	if slices.Contains(outer, name) {
		return nil, fmt.Errorf("%s: %w", name, errCircle)
	}
	c := &compiled{}
	for _, word := range strings.Fields(l.sources[name]) {
		if other, ok := strings.CutPrefix(word, "include:"); ok {
			part, err := l.loadWithin(append(outer, name), other)
			if err != nil {
				return nil, err
			}
			c.size += part.size
		}
		c.size += len(word)
	}
	return c, nil
}

func main() {
	l := &loader{sources: map[string]string{
		"page":   "include:head body include:foot",
		"head":   "title",
		"foot":   "imprint include:legal",
		"legal":  "terms include:foot",
		"teaser": "short include:head",
	}}
	harness.Main(harness.Program{
		Incident: func(int) {
			_, _ = l.load("teaser")
			_, _ = l.load("page")
		},
		Fixed: func(int) {
			_, _ = l.loadWithin(nil, "teaser")
			_, _ = l.loadWithin(nil, "page")
		},
	})
}
