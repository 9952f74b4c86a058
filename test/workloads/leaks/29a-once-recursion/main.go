// Command setup reads its settings once. Reading them logs a warning, the logger asks the settings for its level, and so the
// reading waits for itself.
package main

import (
	"strings"
	"sync"

	"example.com/workloads/harness"
)

type logger struct {
	settings *settings
	lines    []string
}

func (l *logger) warn(text string) {
	if l.settings.level() != "error" {
		l.lines = append(l.lines, "WARN "+text)
	}
}

// warnEarly is for what happens before there is a level.
func (l *logger) warnEarly(text string) { l.lines = append(l.lines, "WARN "+text) }

type settings struct {
	once   sync.Once
	text   string
	values map[string]string
	warn   func(text string)
}

func (s *settings) read() {
	s.values = map[string]string{}
	for _, line := range strings.Split(s.text, "\n") {
		name, value, found := strings.Cut(line, "=")
		if !found {
			s.warn("no value: " + line)
			continue
		}
		s.values[name] = value
	}
}

func (s *settings) load() map[string]string {
	s.once.Do(s.read) // leak 29
	return s.values
}

func (s *settings) level() string { return s.load()["level"] }

func start(warning func(*logger) func(string)) func(int) {
	return func(int) {
		l := &logger{}
		l.settings = &settings{text: "level=info\ncolour"}
		l.settings.warn = warning(l)
		_ = l.settings.level()
	}
}

func main() {
	harness.Main(harness.Program{
		Incident: start(func(l *logger) func(string) { return l.warn }),
		Fixed:    start(func(l *logger) func(string) { return l.warnEarly }),
	})
}
