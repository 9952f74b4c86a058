package goroutines

import (
	"parkscope/native/internal/layout"
	"parkscope/native/internal/memory"
	"parkscope/native/internal/pclntab"
	"parkscope/native/internal/symbols"
)

// Found is what Attach found, for whoever reads more of the program than its goroutines.
type Found struct {
	Layout *layout.Layout
	Module *symbols.Module
	Allgs  symbols.Allgs
	// WaitReasons by number, as the program prints them.
	WaitReasons []string
	Memory      memory.Reader
	Functions   *pclntab.Table
}

// Found hands it out.
func (p *Program) Found() Found {
	return Found{Layout: p.layout, Module: p.module, Allgs: p.allgs, WaitReasons: p.reasons, Memory: p.mem, Functions: p.table}
}
