package kernel

// Package syscall has not all of them.
const (
	sysPerfEventOpen = 298
	sysBPF           = 321
	sysFaccessat2    = 439
)
