// A geocoder whose requests carry a generous deadline; the cancel function is kept in the request and never called.
// moments 6
package main

import (
	"context"
	"errors"
	"math"
	"time"

	"example.com/workloads/harness"
)

type lookup struct {
	ctx    context.Context
	cancel context.CancelFunc
	place  string
}

type geocoder struct{ limit time.Duration }

func (g *geocoder) begin(parent context.Context, place string) *lookup {
	ctx, cancel := context.WithTimeout(parent, g.limit) // leak-heap 37
	return &lookup{ctx: ctx, cancel: cancel, place: place}
}

func (l *lookup) run() (lat float64, err error) {
	if l.ctx.Err() != nil {
		return 0, l.ctx.Err()
	}
	if l.place == "" {
		return 0, errors.New("no place")
	}
	return math.Sin(float64(len(l.place))), nil
}

func (l *lookup) finish() { l.cancel() }

var maps = &geocoder{limit: 3 * time.Hour}

// addresses reads a file of them as it arrives: some each tenth of a second.
func addresses(each func(place string)) {
	for chunk := 0; chunk < 50; chunk++ {
		for i := 0; i < 80; i++ {
			each("Lisbon")
		}
		time.Sleep(100 * time.Millisecond)
	}
}

func importAddresses(int) {
	addresses(func(place string) { maps.begin(context.Background(), place).run() })
}

func importAndFinish(int) {
	addresses(func(place string) {
		l := maps.begin(context.Background(), place)
		l.run()
		l.finish()
	})
}

func main() { harness.Main(harness.Program{Incident: importAddresses, Fixed: importAndFinish}) }
