// reader iterates golang.org/x/exp/trace's reader over a trace and does nothing with the events: what any Go tool pays at least.
package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"time"

	"golang.org/x/exp/trace"
)

func main() {
	file, err := os.Open(os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	began := time.Now()
	reader, err := trace.NewReader(bufio.NewReaderSize(file, 1<<20))
	if err != nil {
		log.Fatal(err)
	}
	events := 0
	for {
		if _, err := reader.ReadEvent(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			log.Fatal(err)
		}
		events++
	}
	fmt.Fprintf(os.Stderr, "{\"seconds\":%f,\"events\":%d}\n", time.Since(began).Seconds(), events)
}
