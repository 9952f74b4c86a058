// Configuration that is read anew when its file changes: one watcher of the kernel's, consumers that wait for versions.
package main

import (
	"log"
	"os"
	"path/filepath"
	"sync"
	"time"

	"example.com/workloads/harness"
	"github.com/fsnotify/fsnotify"
)

type settings struct {
	mu      sync.Mutex
	content string
	changed *sync.Cond
}

func load(path string) *settings {
	s := &settings{}
	s.changed = sync.NewCond(&s.mu)
	s.read(path)
	return s
}

func (s *settings) read(path string) {
	content, err := os.ReadFile(path)
	if err != nil {
		log.Print(err)
		return
	}
	s.mu.Lock()
	s.content = string(content)
	s.mu.Unlock()
	s.changed.Broadcast()
}

func (s *settings) watch(w *fsnotify.Watcher, path string) {
	for {
		select {
		case event, ok := <-w.Events:
			if !ok {
				return
			}
			if event.Name == path && event.Has(fsnotify.Write) {
				s.read(path)
			}
		case err, ok := <-w.Errors:
			if !ok {
				return
			}
			log.Print(err)
		}
	}
}

// apply is what a component does: wait for a version it has not seen.
func (s *settings) apply() {
	for seen := ""; ; {
		s.mu.Lock()
		for s.content == seen {
			s.changed.Wait()
		}
		seen = s.content
		s.mu.Unlock()
	}
}

func main() {
	harness.Serve(func(busy bool) {
		dir, err := os.MkdirTemp("", "settings")
		if err != nil {
			log.Fatal(err)
		}
		path := filepath.Join(dir, "app.yaml")
		if err := os.WriteFile(path, []byte("level: info"), 0o600); err != nil {
			log.Fatal(err)
		}
		w, err := fsnotify.NewWatcher()
		if err != nil {
			log.Fatal(err)
		}
		if err := w.Add(dir); err != nil {
			log.Fatal(err)
		}
		s := load(path)
		go s.watch(w, path)
		for i := 0; i < 6; i++ {
			go s.apply()
		}
		if busy {
			go func() {
				for at := range time.Tick(20 * time.Millisecond) {
					os.WriteFile(path, []byte("at: "+at.String()), 0o600)
				}
			}()
		}
	})
}
