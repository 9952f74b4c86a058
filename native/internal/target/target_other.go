//go:build !linux || !(amd64 || arm64)

package target

import (
	"runtime"

	"parkscope/native/internal/wire"
)

// Capabilities names the calls that work here: none.
func Capabilities() []string { return []string{} }

func unsupported() *wire.Error {
	return &wire.Error{
		Code:    wire.CodeUnsupportedOS,
		Message: "processes of " + runtime.GOOS + "/" + runtime.GOARCH + " cannot be looked at yet",
		Hint:    "use Linux on amd64 or arm64, or open profiles of the process: files, folders and URLs work everywhere",
	}
}
