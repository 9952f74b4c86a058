package target

// Package syscall has the number for arm64 only.
const sysProcessVMReadv = 310
