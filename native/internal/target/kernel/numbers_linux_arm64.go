package kernel

// Package syscall has not all of them.
const (
	sysPerfEventOpen = 241
	sysBPF           = 280
	sysFaccessat2    = 439

	sampledRegisters = 1<<30 | 1<<31 // PERF_REG_ARM64_LR, PERF_REG_ARM64_SP
)

// LinkRegister tells that calls leave the return address in a register.
const LinkRegister = true
