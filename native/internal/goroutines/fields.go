package goroutines

import (
	"bytes"
	"encoding/binary"

	"parkscope/native/internal/layout"
)

// fields reads one g structure.
type fields struct {
	raw []byte
	l   *layout.Layout
}

func (f fields) word(field layout.Field) uint64 {
	return binary.LittleEndian.Uint64(f.raw[f.l.Of(field):])
}
func (f fields) status() uint32 {
	return binary.LittleEndian.Uint32(f.raw[f.l.Of(layout.GStatus):]) &^ statusScan
}

// begin tells where its stack begins.
func (f fields) begin() start {
	if sp := f.word(layout.GSyscallSP); sp != 0 {
		return start{pc: f.word(layout.GSyscallPC), sp: sp, syscall: true}
	}
	return start{pc: f.word(layout.GSchedPC), sp: f.word(layout.GSchedSP), lr: f.word(layout.GSchedLR), bp: f.word(layout.GSchedBP)}
}

// unchanged: what makes a goroutine with its stack is the same in both readings.
func (f fields) unchanged(other fields) bool {
	// What waits has nothing that changes.
	if bytes.Equal(f.raw, other.raw) {
		return true
	}
	for _, field := range []layout.Field{
		layout.GGoid, layout.GStackLo, layout.GStackHi, layout.GSchedSP, layout.GSchedPC, layout.GSchedBP,
		layout.GSyscallSP, layout.GSyscallPC, layout.GWaiting,
	} {
		if f.word(field) != other.word(field) {
			return false
		}
	}
	return f.status() == other.status() && f.stops() == other.stops()
}

// stops counts, modulo 256, how often it stopped running (casgstatus); 0 where the layout has no such field.
func (f fields) stops() uint8 {
	if !f.l.Has(layout.GTrackingSeq) {
		return 0
	}
	return f.raw[f.l.Of(layout.GTrackingSeq)]
}

func (f fields) reason() uint8 { return f.raw[f.l.Of(layout.GWaitReason)] }

// stackRange tells the used part of its stack, false for one that cannot be.
func (f fields) stackRange() (sp, hi uint64, ok bool) {
	lo, hi, sp := f.word(layout.GStackLo), f.word(layout.GStackHi), f.begin().sp
	return sp, hi, lo < hi && hi-lo <= maxStack && sp >= lo && sp < hi && sp%8 == 0
}

func exists(status uint32) bool {
	_, known := statusNames[status]
	return known
}

func hasStack(f fields) bool {
	status := f.status()
	return status != statusCopystack && (status != statusRunning || f.word(layout.GSyscallSP) != 0)
}
