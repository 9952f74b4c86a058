// Command lexer gives tokens through a channel to a parser that asks for one at a time. After a token that it cannot read the
// lexer is silent, and the parser waits for the end of the text.
package main

import (
	"unicode"

	"example.com/workloads/harness"
)

type kind int

const (
	word kind = iota
	number
	end
)

type token struct {
	kind kind
	text string
}

type lexer struct {
	text   []rune
	tokens chan token
	// strict lexers say where a text ends that they cannot read.
	strict bool
}

func lex(text string, strict bool) *lexer {
	l := &lexer{text: []rune(text), tokens: make(chan token, 2), strict: strict}
	go l.run()
	return l
}

func (l *lexer) take(from int, accept func(rune) bool) int {
	at := from
	for at < len(l.text) && accept(l.text[at]) {
		at++
	}
	return at
}

func (l *lexer) run() {
	for at := 0; at < len(l.text); {
		switch c := l.text[at]; {
		case unicode.IsLetter(c):
			to := l.take(at, unicode.IsLetter)
			l.tokens <- token{word, string(l.text[at:to])}
			at = to
		case unicode.IsDigit(c):
			to := l.take(at, unicode.IsDigit)
			l.tokens <- token{number, string(l.text[at:to])}
			at = to
		case c == ' ':
			at++
		default:
			if l.strict {
				l.tokens <- token{kind: end}
			}
			return
		}
	}
	l.tokens <- token{kind: end}
}

func (l *lexer) next() token {
	t, ok := <-l.tokens // leak 6 10
	if !ok {
		return token{kind: end}
	}
	return t
}

func parse(l *lexer) (words, numbers int) {
	for {
		switch l.next().kind {
		case word:
			words++
		case number:
			numbers++
		case end:
			return words, numbers
		}
	}
}

func main() {
	harness.Main(harness.Program{
		Incident: func(int) {
			parse(lex("take 5 lamps", false))
			parse(lex("take 5 % off", false))
		},
		Fixed: func(int) {
			parse(lex("take 5 lamps", true))
			parse(lex("take 5 % off", true))
		},
	})
}
