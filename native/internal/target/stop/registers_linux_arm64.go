package stop

// ntPRFPReg holds the vector registers V0 to V31.
const ntPRFPReg = 2

var registerSets = []int{ntPRStatus, ntPRFPReg}

// stackPointer is the place of SP in user_pt_regs.
const stackPointer = 31
