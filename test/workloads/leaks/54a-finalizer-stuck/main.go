// Images in memory of a library, freed by finalizers; one finalizer reports to a channel nobody reads, and all others wait
// for their turn behind it.
// moments 6
package main

import (
	"runtime"

	"example.com/workloads/harness"
)

type image struct {
	pixels []byte
	freed  chan<- int
}

func newImage(width, height int, freed chan<- int) *image {
	img := &image{pixels: make([]byte, 4*width*height), freed: freed} // leak-heap 54 58
	runtime.SetFinalizer(img, (*image).release)
	return img
}

func (img *image) release() {
	img.freed <- len(img.pixels) // leak 54
}

func (img *image) average() (sum int) {
	for _, p := range img.pixels {
		sum += int(p)
	}
	return sum / len(img.pixels)
}

var (
	statistics = make(chan int)
	buffered   = make(chan int, 1)
)

// decode reads a photograph, which is much larger than what is made of it.
func decode(width, height int, freed chan<- int) *image {
	photograph := make([]byte, 64*width*height)
	img := newImage(width, height, freed)
	for i := range img.pixels {
		img.pixels[i] = photograph[16*i]
	}
	return img
}

func thumbnails(report chan<- int) {
	for i := 0; i < 20; i++ {
		decode(100, 100, report).average()
	}
}

func drain() {
	go func() {
		for range buffered {
		}
	}()
}

func main() {
	harness.Main(harness.Program{
		Setup:    drain,
		Incident: func(int) { thumbnails(statistics) },
		Fixed:    func(int) { thumbnails(buffered) },
	})
}
