// Uploads of large files: a producer writes into a pipe, parts are cut from it and sent in parallel, slower than they are made.
package main

import (
	"errors"
	"io"
	"sync/atomic"
	"time"

	"example.com/workloads/harness"
	"golang.org/x/sync/errgroup"
)

type part struct {
	number int
	data   []byte
}

type store struct{ bytes atomic.Int64 }

func (s *store) send(p part) error {
	time.Sleep(6 * time.Millisecond)
	s.bytes.Add(int64(len(p.data)))
	return nil
}

func produce(w *io.PipeWriter, blocks int) {
	block := make([]byte, 8<<10)
	for i := 0; i < blocks; i++ {
		if _, err := w.Write(block); err != nil {
			return
		}
	}
	_ = w.Close()
}

func upload(s *store, blocks int) error {
	r, w := io.Pipe()
	go produce(w, blocks)
	var g errgroup.Group
	parts := make(chan part)
	g.Go(func() error {
		defer close(parts)
		for n := 1; ; n++ {
			data := make([]byte, 32<<10)
			read, err := io.ReadFull(r, data)
			if read > 0 {
				parts <- part{n, data[:read]}
			}
			if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
				return nil
			}
			if err != nil {
				return err
			}
		}
	})
	for i := 0; i < 3; i++ {
		g.Go(func() error {
			for p := range parts {
				if err := s.send(p); err != nil {
					return err
				}
			}
			return nil
		})
	}
	err := g.Wait()
	_ = r.CloseWithError(err)
	return err
}

func main() {
	harness.Serve(func(load bool) {
		s := &store{}
		harness.Keep(s)
		_ = upload(s, 9)
		for i := 0; load && i < 6; i++ {
			go func() {
				for {
					_ = upload(s, 100)
				}
			}()
		}
	})
}
