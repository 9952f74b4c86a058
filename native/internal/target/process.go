package target

import (
	"encoding/binary"
	"errors"
	"io"

	"parkscope/native/internal/memory"
	"parkscope/native/internal/wire"
)

// Process is one process that is looked into. It changes nothing in it and never stops it.
type Process interface {
	memory.Reader
	// Executable is the file that runs, also when it was deleted or replaced.
	Executable() io.ReaderAt
	// Entry is where the program's first instruction is in memory (AT_ENTRY).
	Entry() uint64
	// Alive is an error when the process ended, or its pid is another's now.
	Alive() error
	// Nanotime is the clock that the Go runtime calls nanotime.
	Nanotime() (int64, error)
	Close() error
}

const auxvEntry = 9 // AT_ENTRY

// parseEntry finds AT_ENTRY in /proc/PID/auxv.
func parseEntry(auxv []byte) (uint64, error) {
	for ; len(auxv) >= 16; auxv = auxv[16:] {
		if binary.LittleEndian.Uint64(auxv) == auxvEntry {
			return binary.LittleEndian.Uint64(auxv[8:]), nil
		}
	}
	return 0, errors.New("auxv: no AT_ENTRY")
}

func gone() *wire.Error {
	return &wire.Error{Code: wire.CodeGone, Message: "the process has ended", Hint: "List the processes again."}
}
