package target

import (
	"bytes"
	"debug/elf"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
)

// entryFromMaps finds where the program's first instruction is from /proc/PID/maps: who has CAP_SYS_PTRACE may read that of every
// process, while auxv (mode 400) is for its owner only. path is what /proc/PID/exe links to. Takes any bytes.
func entryFromMaps(executable io.ReaderAt, maps []byte, path string) (entry uint64, err error) {
	// debug/elf is documented as not hardened.
	defer func() {
		if cause := recover(); cause != nil {
			entry, err = 0, fmt.Errorf("the executable is damaged: %v", cause)
		}
	}()
	file, err := elf.NewFile(executable)
	if err != nil {
		return 0, err
	}
	page := uint64(os.Getpagesize())
	path = strings.ReplaceAll(path, "\n", `\012`)
	for line := range bytes.Lines(maps) {
		start, offset, isCode := codeMapping(string(line), path)
		if !isCode {
			continue
		}
		for _, load := range file.Progs {
			// What is mapped begins with a page; the segment may begin inside of it.
			inPage := load.Off % page
			within := offset - (load.Off - inPage)
			if load.Type == elf.PT_LOAD && load.Flags&elf.PF_X != 0 && within < load.Filesz {
				return file.Entry + start - within - (load.Vaddr - inPage), nil
			}
		}
	}
	return 0, errors.New("maps: no code of its executable")
}

// codeMapping reads `start-end r-xp offset dev inode path` when it is code of the file.
func codeMapping(line, path string) (start, offset uint64, is bool) {
	fields := strings.Fields(line)
	if len(fields) < 6 || len(fields[1]) < 3 || fields[1][2] != 'x' || !strings.HasSuffix(strings.TrimSuffix(line, "\n"), " "+path) {
		return 0, 0, false
	}
	from, _, _ := strings.Cut(fields[0], "-")
	start, err := strconv.ParseUint(from, 16, 64)
	offset, offsetErr := strconv.ParseUint(fields[2], 16, 64)
	return start, offset, err == nil && offsetErr == nil
}
