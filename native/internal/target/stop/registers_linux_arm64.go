package stop

// ntPRFPReg holds the vector registers V0 to V31.
const ntPRFPReg = 2

var registerSets = []int{ntPRStatus, ntPRFPReg}

// stackPointer is the place of SP in user_pt_regs.
const stackPointer = 31

// calling is not known: it takes another set of registers.
func calling([]uint64) uint64 { return 0 }
