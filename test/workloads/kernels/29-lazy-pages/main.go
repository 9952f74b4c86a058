// Command 29-lazy-pages renders a page's content once; a shortcode in it asks for the content of the same page.
package main

import (
	"strings"
	"sync"

	"example.com/workloads/harness/bare"
)

type page struct {
	raw     string
	init    sync.Once
	content string
}

func (p *page) Content() string {
	p.init.Do(func() { // leak 29
		p.content = render(p.raw, p)
	})
	return p.content
}

func render(text string, self *page) string {
	if strings.Contains(text, "{{ .Content }}") {
		return strings.Replace(text, "{{ .Content }}", self.Content(), 1) // leak 29
	}
	return text
}

func main() {
	bare.Main(func(fixed bool) {
		p := &page{raw: "see {{ .Content }}"}
		if fixed {
			p.raw = "nothing to see"
		}
		go p.Content()
	})
}
