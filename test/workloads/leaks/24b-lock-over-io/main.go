// Command tokens refreshes an access token over HTTP while it holds the lock of the token. The identity provider does not
// answer, the client has no timeout, and each request waits for a token.
package main

import (
	"io"
	"net"
	"net/http"
	"sync"
	"time"

	"example.com/workloads/harness"
)

type source struct {
	mu      sync.Mutex
	client  *http.Client
	address string
	token   string
	expires time.Time
}

func (s *source) fetch() (string, error) {
	response, err := s.client.Get(s.address) // leak 24
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	return string(body), err
}

func (s *source) Token() (string, error) {
	s.mu.Lock() // leak 24
	defer s.mu.Unlock()
	if time.Now().Before(s.expires) {
		return s.token, nil
	}
	token, err := s.fetch()
	if err != nil {
		return "", err
	}
	s.token, s.expires = token, time.Now().Add(time.Minute)
	return token, nil
}

// silent listens, and leaves connections in the backlog of the kernel.
func silent() string {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	keep = append(keep, listener)
	return "http://" + listener.Addr().String() + "/token"
}

var keep []net.Listener

// unpooled clients open a connection for each call, so that nothing is left behind by one that failed.
func unpooled(timeout time.Duration) *http.Client {
	return &http.Client{Timeout: timeout, Transport: &http.Transport{DisableKeepAlives: true}}
}

func main() {
	var endless, limited *source
	harness.Main(harness.Program{
		Setup: func() {
			endless = &source{client: unpooled(0), address: silent()}
			limited = &source{client: unpooled(5 * time.Millisecond), address: silent()}
		},
		Incident: func(int) { _, _ = endless.Token() },
		Fixed:    func(int) { _, _ = limited.Token() },
	})
}
