package kernel

// Package syscall has not all of them.
const (
	sysPerfEventOpen = 241
	sysBPF           = 280
	sysFaccessat2    = 439
)
