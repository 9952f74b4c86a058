// A client of a status stream over HTTP/2: it takes the first line of each answer and leaves the body open; the streams share
// one connection.
// leak-site 41 net/http.(*http2clientStream).doRequest
// leak-site 41 net/http/internal/http2.(*clientStream).doRequest
package main

import (
	"bufio"
	"fmt"
	"net/http"
	"net/http/httptest"

	"example.com/workloads/harness"
)

type status struct {
	service string
	line    string
}

type monitor struct {
	base   string
	client *http.Client
}

func (m *monitor) current(service string) (status, error) {
	response, err := m.client.Get(m.base + "/status/" + service)
	if err != nil {
		return status{}, err
	}
	line, err := bufio.NewReader(response.Body).ReadString('\n')
	return status{service, line}, err
}

func (m *monitor) currentAndClose(service string) (status, error) {
	response, err := m.client.Get(m.base + "/status/" + service)
	if err != nil {
		return status{}, err
	}
	defer response.Body.Close()
	line, err := bufio.NewReader(response.Body).ReadString('\n')
	return status{service, line}, err
}

// follow is the server's side: the state now, and each change of it.
func follow(w http.ResponseWriter, r *http.Request) {
	fmt.Fprintln(w, r.URL.Path, "is up")
	if err := http.NewResponseController(w).Flush(); err != nil {
		return
	}
	<-r.Context().Done()
}

var fleet *monitor

func connect() {
	server := httptest.NewUnstartedServer(http.HandlerFunc(follow))
	server.EnableHTTP2 = true
	server.StartTLS()
	fleet = &monitor{server.URL, server.Client()}
}

func main() {
	harness.Main(harness.Program{
		Setup:    connect,
		Incident: func(i int) { fleet.current(fmt.Sprint("node", i)) },
		Fixed:    func(i int) { fleet.currentAndClose(fmt.Sprint("node", i)) },
	})
}
