//go:build !unix

package main

func readBlocking(int, []byte) {}
