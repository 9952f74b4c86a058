// A daemon and its signals: termination by a context, reload, log rotation and a dump on demand.
package main

import (
	"context"
	"log"
	"os"
	"os/signal"
	"runtime"
	"sync/atomic"
	"syscall"
	"time"

	"example.com/workloads/harness"
)

type daemon struct {
	reloads, rotations atomic.Int64
}

func (d *daemon) watchReload() {
	hup := make(chan os.Signal, 1)
	signal.Notify(hup, syscall.SIGHUP)
	for range hup {
		d.reloads.Add(1)
	}
}

func (d *daemon) watchRotation(ctx context.Context) {
	rotate := make(chan os.Signal, 4)
	signal.Notify(rotate, syscall.SIGUSR1)
	defer signal.Stop(rotate)
	for {
		select {
		case <-rotate:
			d.rotations.Add(1)
		case <-ctx.Done():
			return
		}
	}
}

func dumpOn(usr2 <-chan os.Signal) {
	for range usr2 {
		log.Print(runtime.NumGoroutine())
	}
}

func (d *daemon) run(ctx context.Context) {
	<-ctx.Done()
	log.Print("stopping after ", d.reloads.Load(), " reloads")
}

func main() {
	harness.Serve(func(load bool) {
		ctx, _ := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
		d := &daemon{}
		go d.watchReload()
		go d.watchRotation(ctx)
		usr2 := make(chan os.Signal, 1)
		signal.Notify(usr2, syscall.SIGUSR2)
		go dumpOn(usr2)
		go d.run(ctx)
		if load {
			go func() {
				for range time.Tick(50 * time.Millisecond) {
					syscall.Kill(os.Getpid(), syscall.SIGHUP)
					syscall.Kill(os.Getpid(), syscall.SIGUSR1)
				}
			}()
		}
	})
}
