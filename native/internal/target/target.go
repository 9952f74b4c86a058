// Package target looks at other processes of this machine: what they are, what the sampler may do with them, and why not.
// It is the only package that talks to the kernel. What it reads comes from foreign processes and files, so every parser here
// takes any bytes.
package target

import (
	"parkscope/native/internal/wire"
)

// Lister lists processes. It remembers what it learnt of executables, so one Lister should live as long as the sampler.
type Lister struct {
	builds buildCache
	users  userCache
}

// NewLister returns a Lister that knows nothing yet.
func NewLister() *Lister { return &Lister{} }

func noPermission(message, hint, detail string) *wire.Error {
	return &wire.Error{Code: wire.CodeNoPermission, Message: message, Hint: hint, Detail: detail}
}
