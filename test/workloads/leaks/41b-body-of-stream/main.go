// A downloader that reads the first line of a stream to see its kind, and forgets the rest; its client has a timeout for the
// headers only.
// leak-site 41 net/http.(*persistConn).readLoop
// leak-site 41 net/http.(*persistConn).writeLoop
package main

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"time"

	"example.com/workloads/harness"
)

type download struct {
	kind string
	body io.ReadCloser
}

func open(ctx context.Context, client *http.Client, url string) (*download, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	response, err := client.Do(request)
	if err != nil {
		return nil, err
	}
	kind, err := bufio.NewReader(response.Body).ReadString('\n')
	return &download{kind, response.Body}, err
}

func (d *download) wanted() bool { return d.kind == "archive\n" }

var (
	mirror string
	client = &http.Client{Transport: &http.Transport{ResponseHeaderTimeout: time.Second, DisableKeepAlives: true}}
)

func startMirror() {
	mirror = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		out := http.NewResponseController(w)
		for io.WriteString(w, "text\n"); r.Context().Err() == nil; time.Sleep(100 * time.Millisecond) {
			out.Flush()
		}
	})).URL
}

func check(int) {
	d, err := open(context.Background(), client, mirror)
	if err != nil || !d.wanted() {
		return
	}
	d.body.Close()
}

func checkAndClose(int) {
	d, err := open(context.Background(), client, mirror)
	if err != nil {
		return
	}
	defer d.body.Close()
	if !d.wanted() {
		return
	}
	io.Copy(io.Discard, d.body)
}

func main() { harness.Main(harness.Program{Setup: startMirror, Incident: check, Fixed: checkAndClose}) }
