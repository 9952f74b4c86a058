//go:build linux && (amd64 || arm64)

package goroutines_test

import (
	"context"
	"os"
	"strconv"
	"testing"

	"parkscope/native/internal/goroutines"
	"parkscope/native/internal/target"
	"parkscope/native/internal/target/kernel"
)

// BenchmarkSeries reads a program with 100,000 goroutines that wait (GOROUTINES sets another number).
func BenchmarkSeries(b *testing.B) {
	count := 100_000
	if text := os.Getenv("GOROUTINES"); text != "" {
		var err error
		if count, err = strconv.Atoi(text); err != nil {
			b.Fatal(err)
		}
	}
	p := run(b, build(b, "local", false), "-n", strconv.Itoa(count))
	process, err := target.Open(p.Process.Pid)
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = process.Close() }()
	program, err := goroutines.Attach(process)
	if err != nil {
		b.Fatal(err)
	}
	next := func(b *testing.B, s *goroutines.Series) {
		m, err := s.Next(context.Background(), process.Nanotime)
		if err != nil {
			b.Fatal(err)
		}
		if m.Counts.Goroutines < count {
			b.Fatalf("%d goroutines", m.Counts.Goroutines)
		}
	}
	cpu := func() float64 {
		ns, err := kernel.ProcessCPUNs(os.Getpid())
		if err != nil {
			b.Fatal(err)
		}
		return float64(ns)
	}
	b.Run("first", func(b *testing.B) {
		began := cpu()
		for b.Loop() {
			next(b, program.Series())
		}
		b.ReportMetric((cpu()-began)/1e6/float64(b.N), "cpu-ms/op")
	})
	s := program.Series()
	next(b, s)
	b.Run("next", func(b *testing.B) {
		began := cpu()
		for b.Loop() {
			next(b, s)
		}
		b.ReportMetric((cpu()-began)/1e6/float64(b.N), "cpu-ms/op")
	})
}
