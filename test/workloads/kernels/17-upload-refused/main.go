// Command 17-upload-refused streams an archive into an upload that is refused after the header.
package main

import (
	"errors"
	"io"

	"example.com/workloads/harness/bare"
)

func archive(w *io.PipeWriter) {
	block := make([]byte, 512)
	for i := 0; i < 16; i++ {
		if _, err := w.Write(block); err != nil { // leak 17
			return
		}
	}
	_ = w.Close()
}

func upload(r *io.PipeReader, fixed bool) error {
	if fixed {
		defer r.Close()
	}
	header := make([]byte, 512)
	if _, err := io.ReadFull(r, header); err != nil {
		return err
	}
	return errors.New("413 too large")
}

func main() {
	bare.Main(func(fixed bool) {
		r, w := io.Pipe()
		go archive(w)
		_ = upload(r, fixed)
	})
}
