// What waits for the end of a process: a main loop, a drainer, a flusher and components under a WaitGroup.
package main

import (
	"context"
	"errors"
	"log"
	"net"
	"net/http"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"

	"example.com/workloads/harness"
)

type application struct {
	server *http.Server
	done   chan struct{}
	parts  sync.WaitGroup
}

func (a *application) start(name string, part func(done <-chan struct{})) {
	a.parts.Add(1)
	go func() {
		defer a.parts.Done()
		part(a.done)
		log.Print(name, " has ended")
	}()
}

func (a *application) waitForSignal() {
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGTERM, os.Interrupt)
	<-stop
	close(a.done)
}

func (a *application) drain(done <-chan struct{}) {
	<-done
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if err := a.server.Shutdown(ctx); err != nil {
		log.Print(err)
	}
}

func flushTraces(done <-chan struct{}) { <-done }

func (a *application) run(listener net.Listener) error {
	go a.waitForSignal()
	a.start("drain", a.drain)
	a.start("traces", flushTraces)
	a.start("metrics", func(done <-chan struct{}) {
		for {
			select {
			case <-time.After(5 * time.Minute):
			case <-done:
				return
			}
		}
	})
	go func() {
		if err := a.server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			log.Print(err)
		}
	}()
	a.parts.Wait()
	return nil
}

func main() {
	harness.Serve(func(load bool) {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			log.Fatal(err)
		}
		a := &application{server: &http.Server{ReadTimeout: time.Minute}, done: make(chan struct{})}
		go func() {
			if err := a.run(listener); err != nil {
				log.Print(err)
			}
		}()
		for i := 0; load && i < 4; i++ {
			go func() {
				for {
					if response, err := http.Get("http://" + listener.Addr().String()); err == nil {
						response.Body.Close()
					}
					time.Sleep(5 * time.Millisecond)
				}
			}()
		}
	})
}
