package core

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"parkscope/native/internal/target/stop"
)

// Of elf(5) and include/uapi/linux/elf.h.
const (
	headerBytes  = 64
	programBytes = 56
	typeCore     = 4
	machineAMD64 = 62
	machineARM64 = 183
	typeLoad     = 1
	typeNote     = 4
	flagWrite    = 2
	flagRead     = 4
	noteStatus   = 1
	noteVectors  = 2 // NT_FPREGSET: on arm64 it has them all
	noteInfo     = 3
	noteAuxv     = 6
	noteXState   = 0x202
	auxvEntry    = 9
	// manyPrograms says that their number is in the first section header (PN_XNUM).
	manyPrograms = 0xffff
	maxPrograms  = 1 << 20
	maxNotes     = 256 << 20
	maxThreads   = 1 << 17
	// statusRegisters is where pr_reg is in elf_prstatus, statusPid where pr_pid is, infoPid in elf_prpsinfo; infoCommand where its pr_psargs is.
	statusRegisters = 112
	statusPid       = 32
	infoPid         = 24
	infoCommand     = 56
	commandBytes    = 80
)

// segment is a part of memory. The first kept bytes of it are in the file, at offset.
type segment struct {
	addr, size   uint64
	offset, kept uint64
	flags        uint32
}

// headers are what a core file says of itself.
type headers struct {
	machine  uint16
	segments []segment
	pid      int
	// command line, of which the kernel keeps so much.
	command string
	entry   uint64
	threads map[int]stop.Registers
	// withoutVectors counts threads whose vector registers are not told.
	withoutVectors int
	// odd: two segments claim the same addresses.
	odd bool
}

var errNoCore = errors.New("it is no core file of a 64-bit Linux process")

// readHeaders reads a core file of size bytes. The error is errNoCore, or says what is wrong with the file.
func readHeaders(file io.ReaderAt, size uint64) (*headers, error) {
	var raw [headerBytes]byte
	if _, err := file.ReadAt(raw[:], 0); err != nil {
		return nil, errNoCore
	}
	word := binary.LittleEndian.Uint64
	if string(raw[:6]) != "\x7fELF\x02\x01" || binary.LittleEndian.Uint16(raw[16:]) != typeCore ||
		binary.LittleEndian.Uint16(raw[54:]) != programBytes {
		return nil, errNoCore
	}
	h := &headers{machine: binary.LittleEndian.Uint16(raw[18:]), threads: map[int]stop.Registers{}}
	if h.machine != machineAMD64 && h.machine != machineARM64 {
		return nil, fmt.Errorf("it is of the processor number %d; cores of amd64 and arm64 are read", h.machine)
	}
	count := uint64(binary.LittleEndian.Uint16(raw[56:]))
	if count == manyPrograms {
		var section [48]byte
		if _, err := file.ReadAt(section[:], int64(min(word(raw[40:]), 1<<62))); err != nil {
			return nil, errors.New("it was cut before the number of its parts")
		}
		count = uint64(binary.LittleEndian.Uint32(section[44:])) // sh_info
	}
	at := word(raw[32:])
	if count == 0 || count > maxPrograms || at > size || count*programBytes > size-at {
		return nil, fmt.Errorf("it says that it has %d parts at %d, and has %d bytes", count, at, size)
	}
	table := make([]byte, count*programBytes)
	if _, err := file.ReadAt(table, int64(at)); err != nil {
		return nil, err
	}
	for ; len(table) > 0; table = table[programBytes:] {
		s := segment{
			flags: binary.LittleEndian.Uint32(table[4:]), offset: word(table[8:]), addr: word(table[16:]),
			kept: word(table[32:]), size: word(table[40:]),
		}
		switch binary.LittleEndian.Uint32(table) {
		case typeNote:
			if err := h.readNotes(file, size, s); err != nil {
				return nil, err
			}
		case typeLoad:
			if s.size == 0 {
				continue // nothing was there
			}
			if s.addr+s.size < s.addr || s.kept > s.size || s.offset > 1<<62 || s.kept > 1<<62 {
				return nil, fmt.Errorf("a part of it makes no sense: %d of %d bytes at %#x", s.kept, s.size, s.addr)
			}
			h.segments = append(h.segments, s)
		}
	}
	slices.SortFunc(h.segments, func(a, b segment) int {
		if a.addr < b.addr {
			return -1
		}
		return 1
	})
	for i := 1; i < len(h.segments); i++ {
		h.odd = h.odd || h.segments[i].addr < h.segments[i-1].addr+h.segments[i-1].size
	}
	return h, nil
}

// readNotes reads what is no memory: threads with their registers, and what the kernel told the program when it began.
func (h *headers) readNotes(file io.ReaderAt, size uint64, s segment) error {
	if s.kept > maxNotes || s.offset > size || s.kept > size-s.offset {
		return fmt.Errorf("it was cut in its list of threads: %d bytes at %d, and it has %d", s.kept, s.offset, size)
	}
	notes := make([]byte, s.kept)
	if _, err := file.ReadAt(notes, int64(s.offset)); err != nil {
		return err
	}
	thread := 0
	vectors := true
	for len(notes) >= 12 {
		name, length := uint64(binary.LittleEndian.Uint32(notes)), uint64(binary.LittleEndian.Uint32(notes[4:]))
		kind := binary.LittleEndian.Uint32(notes[8:])
		from := 12 + (name+3)&^3
		next := from + (length+3)&^3
		if next > uint64(len(notes)) {
			return fmt.Errorf("a note of it says it has %d bytes", length)
		}
		owner := string(bytes.TrimRight(notes[12:12+name], "\x00"))
		data := notes[from : from+length]
		notes = notes[next:]
		if owner != "CORE" && owner != "LINUX" {
			continue // of others than the kernel
		}
		switch {
		case kind == noteStatus && owner == "CORE":
			if !vectors {
				h.withoutVectors++
			}
			if len(h.threads) == maxThreads {
				return fmt.Errorf("it has more than %d threads", maxThreads)
			}
			var err error
			if thread, err = h.addThread(data); err != nil {
				return err
			}
			vectors = false
		case kind == noteInfo && owner == "CORE" && len(data) >= infoPid+4:
			h.pid = int(binary.LittleEndian.Uint32(data[infoPid:]))
			if len(data) >= infoCommand+commandBytes {
				command, _, _ := bytes.Cut(data[infoCommand:infoCommand+commandBytes], []byte{0})
				h.command = strings.ToValidUTF8(strings.TrimSpace(string(command)), "\uFFFD")
			}
		case kind == noteAuxv && owner == "CORE":
			for ; len(data) >= 16; data = data[16:] {
				if binary.LittleEndian.Uint64(data) == auxvEntry {
					h.entry = binary.LittleEndian.Uint64(data[8:])
				}
			}
		case thread != 0 && (kind == noteXState && owner == "LINUX" && h.machine == machineAMD64 ||
			kind == noteVectors && owner == "CORE" && h.machine == machineARM64):
			registers := h.threads[thread]
			registers.Words = appendWords(registers.Words, data)
			h.threads[thread] = registers
			vectors = true
		}
	}
	if !vectors {
		h.withoutVectors++
	}
	return nil
}

func (h *headers) addThread(status []byte) (int, error) {
	words, pointer := uint64(27), 19 // user_regs_struct, RSP
	if h.machine == machineARM64 {
		words, pointer = 34, 31 // user_pt_regs, SP
	}
	if uint64(len(status)) < statusRegisters+8*words {
		return 0, fmt.Errorf("the registers of a thread take %d bytes", len(status))
	}
	thread := int(binary.LittleEndian.Uint32(status[statusPid:]))
	if _, twice := h.threads[thread]; twice || thread == 0 {
		return 0, fmt.Errorf("thread %d is in it twice, or is none", thread)
	}
	registers := stop.Registers{Words: appendWords(nil, status[statusRegisters:statusRegisters+8*words])}
	registers.SP = registers.Words[pointer]
	h.threads[thread] = registers
	return thread, nil
}

func appendWords(into []uint64, raw []byte) []uint64 {
	for ; len(raw) >= 8; raw = raw[8:] {
		into = append(into, binary.LittleEndian.Uint64(raw))
	}
	return into
}

// program is what counts of an executable.
type program struct {
	machine  uint16
	entry    uint64
	segments []segment
}

var errNoProgram = errors.New("no ELF program of 64 bits")

func readProgramHeaders(file io.ReaderAt) (*program, error) {
	var raw [headerBytes]byte
	if _, err := file.ReadAt(raw[:], 0); err != nil || string(raw[:6]) != "\x7fELF\x02\x01" ||
		binary.LittleEndian.Uint16(raw[54:]) != programBytes || binary.LittleEndian.Uint16(raw[16:]) == typeCore {
		return nil, errNoProgram
	}
	word := binary.LittleEndian.Uint64
	p := &program{machine: binary.LittleEndian.Uint16(raw[18:]), entry: word(raw[24:])}
	table := make([]byte, uint64(binary.LittleEndian.Uint16(raw[56:]))*programBytes)
	if _, err := file.ReadAt(table, int64(min(word(raw[32:]), 1<<62))); err != nil {
		return nil, errNoProgram
	}
	for ; len(table) > 0; table = table[programBytes:] {
		s := segment{
			flags: binary.LittleEndian.Uint32(table[4:]), offset: word(table[8:]), addr: word(table[16:]),
			kept: word(table[32:]), size: word(table[40:]),
		}
		if binary.LittleEndian.Uint32(table) != typeLoad || s.size == 0 {
			continue // not loaded
		}
		if s.addr+s.size < s.addr || s.kept > s.size || s.offset > 1<<62 {
			return nil, errNoProgram
		}
		p.segments = append(p.segments, s)
	}
	slices.SortFunc(p.segments, func(a, b segment) int {
		if a.addr < b.addr {
			return -1
		}
		return 1
	})
	return p, nil
}
