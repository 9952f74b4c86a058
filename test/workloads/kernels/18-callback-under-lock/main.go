// Command 18-callback-under-lock tells those who wait for a value under the lock of the configuration; one of them asks for another value.
package main

import (
	"sync"

	"example.com/workloads/harness/bare"
)

type settings struct {
	mu       sync.Mutex
	values   map[string]string
	onChange []func(key string)
}

func (s *settings) get(key string) string {
	s.mu.Lock() // leak 18
	defer s.mu.Unlock()
	return s.values[key]
}

func (s *settings) set(key, value string, fixed bool) {
	s.mu.Lock()
	s.values[key] = value
	told := s.onChange
	if fixed {
		s.mu.Unlock()
	} else {
		defer s.mu.Unlock()
	}
	for _, tell := range told {
		tell(key)
	}
}

func main() {
	bare.Main(func(fixed bool) {
		s := &settings{values: map[string]string{"region": "eu"}}
		s.onChange = append(s.onChange, func(key string) {
			if key == "level" {
				_ = s.get("region")
			}
		})
		go s.set("level", "debug", fixed)
	})
}
