package kernel

// Package syscall has not all of them.
const (
	sysPerfEventOpen = 298
	sysBPF           = 321
	sysFaccessat2    = 439

	sampledRegisters = 1 << 7 // PERF_REG_X86_SP
)

// LinkRegister tells that calls leave the return address in a register.
const LinkRegister = false
