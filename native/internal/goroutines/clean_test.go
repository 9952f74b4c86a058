package goroutines

import "testing"

// Names come from foreign memory and end in terminals and in text that is parsed by line.
func TestClean(t *testing.T) {
	for text, want := range map[string]string{
		"main.f": "main.f", "a\nb": "a\uFFFDb", "\x1b[2J": "\uFFFD[2J", "\u009b2J": "\uFFFD2J", "\xff": "\uFFFD", "søren[...]": "søren[...]",
	} {
		if got := clean(text); got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
	}
}
