package stop

// ntX86XState holds all vector registers that the processor has.
const ntX86XState = 0x202

var registerSets = []int{ntPRStatus, ntX86XState}

// stackPointer is the place of RSP in user_regs_struct.
const stackPointer = 19
