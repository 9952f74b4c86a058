// Command export streams rows as JSON through a pipe. The upload reads the first bytes, sees that the file exists already, and
// leaves the encoder at its pipe.
package main

import (
	"encoding/json"
	"io"

	"example.com/workloads/harness"
)

type row struct {
	ID   int      `json:"id"`
	Tags []string `json:"tags"`
}

func encode(w *io.PipeWriter, rows int) {
	enc := json.NewEncoder(w)
	for id := 0; id < rows; id++ {
		if err := enc.Encode(row{id, []string{"a", "b"}}); err != nil { // leak 17
			_ = w.CloseWithError(err)
			return
		}
	}
	_ = w.Close()
}

type bucket struct{ known map[string]bool }

func (b *bucket) upload(r io.Reader) (bool, error) {
	head := make([]byte, 16)
	if _, err := io.ReadFull(r, head); err != nil {
		return false, err
	}
	if b.known[string(head[:6])] {
		return false, nil
	}
	_, err := io.Copy(io.Discard, r)
	return true, err
}

func export(b *bucket, rows int) error {
	r, w := io.Pipe()
	go encode(w, rows)
	_, err := b.upload(r)
	return err
}

func exportAndClose(b *bucket, rows int) error {
	r, w := io.Pipe()
	defer r.Close()
	go encode(w, rows)
	_, err := b.upload(r)
	return err
}

func main() {
	b := &bucket{known: map[string]bool{`{"id":`: true}}
	harness.Main(harness.Program{
		Incident: func(int) { _ = export(b, 40) },
		Fixed:    func(int) { _ = exportAndClose(b, 40) },
	})
}
