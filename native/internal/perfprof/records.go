// Package perfprof makes CPU profiles of processes that know nothing of it: the kernel samples all threads by their CPU clock and
// walks their frame pointers, the program's own tables name what was found, and the result is a pprof document. It takes any
// bytes as records, mappings and executables.
package perfprof

import (
	"encoding/binary"

	"parkscope/native/internal/target/kernel"
)

// Kinds of records and marks in call chains, from include/uapi/linux/perf_event.h.
const (
	recordLost        = 2
	recordThrottle    = 5
	recordSample      = 9
	recordLostSamples = 13

	headerBytes = 8
	// sampleBytes: pid, tid, time, length of the chain.
	sampleBytes = 24

	miscModeMask   = 7
	miscModeKernel = 1

	contextMax    = ^uint64(4095) + 1
	contextUser   = ^uint64(512) + 1
	contextKernel = ^uint64(128) + 1
)

// sample is one moment of one thread.
type sample struct {
	pid, tid uint32
	// kernel: the thread was inside the kernel then. The stack is of user space either way.
	kernel bool
	// stack has the address of the instruction first, then return addresses. Valid until the next sample.
	stack []uint64
	// link is the link register, where there is one; sp the stack pointer; top what the stack held from there. All are zero when
	// the kernel had no registers. top is valid until the next sample.
	link, sp uint64
	top      []byte
}

// counts say what else was among the records.
type counts struct {
	// lost samples: the ring was full.
	lost uint64
	// throttled: how often the kernel slowed sampling down.
	throttled uint64
	// damaged records, whose size or content makes no sense.
	damaged uint64
}

// decode reads records as the kernel writes them and hands on the samples. A record that claims to be too small to be one ends
// it: there is no mark to find the next by.
func decode(data []byte, each func(sample)) counts {
	var c counts
	var stack []uint64
	for len(data) > 0 {
		if len(data) < headerBytes {
			c.damaged++
			break
		}
		kind, misc := binary.LittleEndian.Uint32(data), binary.LittleEndian.Uint16(data[4:])
		size := int(binary.LittleEndian.Uint16(data[6:]))
		if size < headerBytes || size > len(data) {
			c.damaged++
			break
		}
		body := data[headerBytes:size]
		data = data[size:]
		switch kind {
		case recordSample:
			s, ok := decodeSample(body, stack[:0])
			if !ok {
				c.damaged++
				continue
			}
			s.kernel = misc&miscModeMask == miscModeKernel
			stack = s.stack
			each(s)
		case recordLost:
			if len(body) < 16 {
				c.damaged++
				continue
			}
			c.lost += binary.LittleEndian.Uint64(body[8:])
		case recordLostSamples:
			if len(body) < 8 {
				c.damaged++
				continue
			}
			c.lost += binary.LittleEndian.Uint64(body)
		case recordThrottle:
			c.throttled++
		default:
			// Ends of throttling, threads that begin and end: nothing to learn for a profile.
		}
	}
	return c
}

func decodeSample(body []byte, stack []uint64) (sample, bool) {
	if len(body) < sampleBytes {
		return sample{}, false
	}
	s := sample{pid: binary.LittleEndian.Uint32(body), tid: binary.LittleEndian.Uint32(body[4:])}
	length := binary.LittleEndian.Uint64(body[16:])
	chain := body[sampleBytes:]
	if length > uint64(len(chain)/8) {
		return sample{}, false
	}
	user := true
	for i := range int(length) {
		address := binary.LittleEndian.Uint64(chain[8*i:])
		switch {
		case address == contextUser:
			user = true
		case address == contextKernel:
			user = false
		case address >= contextMax:
			user = false // of a guest or a hypervisor
		case user && address != 0:
			stack = append(stack, address)
		}
	}
	s.stack = stack
	return s, decodeState(&s, chain[8*length:])
}

// decodeState reads the registers and the top of the stack behind the chain.
func decodeState(s *sample, rest []byte) bool {
	word := func() (uint64, bool) {
		if len(rest) < 8 {
			return 0, false
		}
		value := binary.LittleEndian.Uint64(rest)
		rest = rest[8:]
		return value, true
	}
	abi, ok := word()
	if ok && abi != 0 {
		if kernel.LinkRegister {
			s.link, ok = word()
		}
		if ok {
			s.sp, ok = word()
		}
	}
	size, sized := word()
	if !ok || !sized || size > uint64(len(rest)) {
		return false
	}
	if size == 0 {
		return true
	}
	top := rest[:size]
	rest = rest[size:]
	// How much of it the kernel could read.
	used, ok := word()
	if !ok || used > size {
		return false
	}
	s.top = top[:used]
	return true
}
