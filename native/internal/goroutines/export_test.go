package goroutines

import (
	"parkscope/native/internal/layout"
	"parkscope/native/internal/symbols"
)

// GuardEvery is in how many moments the stack of what is kept is looked at.
const GuardEvery = guardEvery

// AttachOwn attaches by the program's own debug information, which Attach reads only where the table does not lead through.
func AttachOwn(source Source) (*Program, error) { return attach(source, false) }

// Fits tells whether a program of Go 1.minor would be believed to have the layout of another version.
func Fits(source Source, minor, other int) (bool, error) {
	file, err := symbols.Open(source.Executable())
	if err != nil {
		return false, err
	}
	p := &Program{Version: "go1", Arch: file.Arch, mem: source, places: map[uint64]*place{}}
	p.layout, _ = layout.ForVersion(other, file.Arch)
	found := p.findBy(file, source, source.Entry()-file.Entry(), minor) == nil
	if !found {
		return false, nil
	}
	return p.fits()
}
