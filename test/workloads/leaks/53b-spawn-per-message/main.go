// A push service: a goroutine for each device of each message, and a gateway that takes fifty at a time, slowly.
package main

import (
	"time"

	"example.com/workloads/harness"
	"golang.org/x/sync/errgroup"
)

type gateway struct{ slots chan struct{} }

func (g *gateway) push(device int) error {
	g.slots <- struct{}{} // leak 53
	defer func() { <-g.slots }()
	time.Sleep(500 * time.Millisecond)
	return nil
}

func (g *gateway) tryPush(int) error {
	time.Sleep(time.Millisecond)
	return nil
}

var apns = &gateway{make(chan struct{}, 50)}

func broadcast(int) {
	for device := 0; device < 300; device++ {
		go func() {
			apns.push(device)
		}()
	}
}

// broadcastSome asks for a sample of the devices, a few at a time.
func broadcastSome(int) {
	var g errgroup.Group
	g.SetLimit(10)
	for device := 0; device < 300; device += 10 {
		g.Go(func() error { return apns.tryPush(device) })
	}
	g.Wait()
}

func main() { harness.Main(harness.Program{Incident: broadcast, Fixed: broadcastSome}) }
