// What servers start before they serve: traps for signals, closers that wait for the end of a context, periodic checks, a
// reaper, a pid file; each in a closure of a function that has long returned, each alone at its place.
package main

import (
	"context"
	"errors"
	"io"
	"log"
	"net"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"

	"example.com/workloads/harness"
)

type interruptHandler func()

type daemon struct {
	mu       sync.Mutex
	handlers []interruptHandler
	status   map[string]error
	exit     chan struct{}
}

func (d *daemon) registerInterruptHandler(h interruptHandler) {
	d.mu.Lock()
	d.handlers = append(d.handlers, h)
	d.mu.Unlock()
}

// handleInterrupts runs the handlers on the first signal and kills the process by it.
func (d *daemon) handleInterrupts() {
	notifier := make(chan os.Signal, 1)
	signal.Notify(notifier, syscall.SIGINT, syscall.SIGTERM)
	go func() {
		sig := <-notifier
		d.mu.Lock()
		handlers := d.handlers
		d.mu.Unlock()
		for _, h := range handlers {
			h()
		}
		signal.Stop(notifier)
		syscall.Kill(os.Getpid(), sig.(syscall.Signal))
	}()
}

func (d *daemon) trapReload(reload func() error) {
	go func() {
		signals := make(chan os.Signal, 1)
		signal.Notify(signals, syscall.SIGUSR1)
		for range signals {
			if err := reload(); err != nil {
				log.Print(err)
			}
		}
	}()
}

// gateway closes its connection when its context ends.
func (d *daemon) gateway(ctx context.Context, address string) (net.Conn, error) {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		return nil, err
	}
	go func() {
		<-ctx.Done()
		if err := conn.Close(); err != nil && !errors.Is(err, net.ErrClosed) {
			log.Print(err)
		}
	}()
	return conn, nil
}

func (d *daemon) periodicChecker(name string, every time.Duration, check func() error) {
	go func() {
		for range time.NewTicker(every).C {
			err := check()
			d.mu.Lock()
			d.status[name] = err
			d.mu.Unlock()
		}
	}()
}

// onExit waits on behalf of a part that has no loop of its own.
func (d *daemon) onExit(part io.Closer) {
	go func() {
		<-d.exit
		part.Close()
	}()
}

func accept(listener net.Listener) {
	for {
		conn, err := listener.Accept()
		if err != nil {
			log.Print(err)
			return
		}
		go io.Copy(conn, conn)
	}
}

func start(ctx context.Context, period time.Duration) (*daemon, net.Conn) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	d := &daemon{status: map[string]error{}, exit: make(chan struct{})}
	d.handleInterrupts()
	d.registerInterruptHandler(func() { close(d.exit) })
	d.trapReload(func() error { return nil })
	d.onExit(listener)
	go accept(listener)
	conn, err := d.gateway(ctx, listener.Addr().String())
	if err != nil {
		log.Fatal(err)
	}
	d.periodicChecker("storage", period, func() error { return nil })
	d.periodicChecker("peers", 10*time.Minute, func() error { return nil })
	return d, conn
}

func main() {
	harness.Serve(func(load bool) {
		period := 10 * time.Second
		if load {
			period = 15 * time.Millisecond
		}
		ctx, cancel := context.WithCancel(context.Background())
		d, conn := start(ctx, period)
		d.registerInterruptHandler(interruptHandler(cancel))
		if load {
			go io.Copy(io.Discard, conn)
			go func() {
				for range time.Tick(5 * time.Millisecond) {
					io.WriteString(conn, "ping")
					syscall.Kill(os.Getpid(), syscall.SIGUSR1)
				}
			}()
		}
	})
}
