// Command archive compresses files through a pipe into a store. When a file cannot be read, the writing side returns without
// closing the pipe, and the store reads on.
package main

import (
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync/atomic"

	"example.com/workloads/harness"
)

type store struct{ bytes atomic.Int64 }

func (s *store) put(name string, body io.Reader) error {
	n, err := io.Copy(io.Discard, body) // leak 17
	s.bytes.Add(n)
	if err != nil {
		return fmt.Errorf("put %s: %w", name, err)
	}
	return nil
}

var errUnreadable = errors.New("permission denied")

func open(name string) (io.Reader, error) {
	if strings.HasSuffix(name, ".key") {
		return nil, errUnreadable
	}
	return strings.NewReader(strings.Repeat(name, 1000)), nil
}

type archiver struct {
	store *store
	// abort ends the pipe of an archive that failed.
	abort func(w *io.PipeWriter, err error)
}

func (a *archiver) archive(names []string) error {
	r, w := io.Pipe()
	go func() { _ = a.store.put("archive.gz", r) }()
	packed := gzip.NewWriter(w)
	for _, name := range names {
		file, err := open(name)
		if err != nil {
			a.abort(w, err)
			return fmt.Errorf("archive %s: %w", name, err)
		}
		if _, err := io.Copy(packed, file); err != nil {
			return err
		}
	}
	if err := packed.Close(); err != nil {
		return err
	}
	return w.Close()
}

func main() {
	names := []string{"readme", "main.go", "server.key"}
	s := &store{}
	leaky := &archiver{s, func(*io.PipeWriter, error) {}}
	sound := &archiver{s, func(w *io.PipeWriter, err error) { _ = w.CloseWithError(err) }}
	harness.Main(harness.Program{
		Incident: func(int) { _ = leaky.archive(names) },
		Fixed:    func(int) { _ = sound.archive(names) },
	})
}
