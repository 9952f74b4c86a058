// A client that is made anew for every tenant's request, transport and all: idle connections stay with transports nobody has.
// leak-site 42 net/http.(*persistConn).readLoop
// leak-site 42 net/http.(*persistConn).writeLoop
package main

import (
	"crypto/tls"
	"io"
	"net/http"
	"net/http/httptest"
	"time"

	"example.com/workloads/harness"
)

type tenant struct {
	name   string
	verify bool
}

func clientFor(t tenant) *http.Client {
	return &http.Client{
		Timeout:   5 * time.Second,
		Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: !t.verify}},
	}
}

func callback(client *http.Client, url string) error {
	response, err := client.Post(url, "text/plain", nil)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	_, err = io.Copy(io.Discard, response.Body)
	return err
}

var endpoint string

func listen() {
	endpoint = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		io.WriteString(w, "accepted")
	})).URL
}

func notify(i int) { callback(clientFor(tenant{"acme", i%2 == 0}), endpoint) }

func notifyAndClose(i int) {
	client := clientFor(tenant{"acme", i%2 == 0})
	defer client.CloseIdleConnections()
	callback(client, endpoint)
}

func main() { harness.Main(harness.Program{Setup: listen, Incident: notify, Fixed: notifyAndClose}) }
