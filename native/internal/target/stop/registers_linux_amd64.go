package stop

// ntX86XState holds all vector registers that the processor has.
const ntX86XState = 0x202

var registerSets = []int{ntPRStatus, ntX86XState}

// stackPointer is the place of RSP in user_regs_struct.
const stackPointer = 19

// calling answers RIP where ORIG_RAX is the number of a call: it is -1 for a thread that was interrupted.
func calling(general []uint64) uint64 {
	const origRAX, rip = 15, 16
	if int64(general[origRAX]) < 0 {
		return 0
	}
	return general[rip]
}
