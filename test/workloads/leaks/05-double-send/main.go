// Command transcode sends the outcome of a conversion to its caller. On failure it forgets to return, and sends twice.
package main

import (
	"errors"
	"fmt"
	"time"

	"example.com/workloads/harness"
)

type outcome struct {
	path string
	err  error
}

var errCodec = errors.New("unknown codec")

func convert(path string) (string, error) {
	time.Sleep(time.Millisecond)
	if len(path)%2 == 0 {
		return "", errCodec
	}
	return path + ".mp4", nil
}

func transcode(path string, done chan<- outcome) {
	out, err := convert(path)
	if err != nil {
		done <- outcome{path: path, err: fmt.Errorf("transcode %s: %w", path, err)}
	}
	done <- outcome{path: out} // leak 5
}

func transcodeOnce(path string, done chan<- outcome) {
	out, err := convert(path)
	if err != nil {
		done <- outcome{path: path, err: fmt.Errorf("transcode %s: %w", path, err)}
		return
	}
	done <- outcome{path: out}
}

type uploads struct {
	start func(path string, done chan<- outcome)
}

func (u uploads) accept(path string) error {
	done := make(chan outcome)
	go u.start(path, done)
	return (<-done).err
}

func main() {
	work := func(u uploads) func(int) {
		return func(i int) {
			_ = u.accept("/srv/clip")
			_ = u.accept("/srv/movie")
		}
	}
	harness.Main(harness.Program{Incident: work(uploads{transcode}), Fixed: work(uploads{transcodeOnce})})
}
