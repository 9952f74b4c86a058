// A client that looks at the status first and returns on errors without closing the body.
// leak-site 41 net/http.(*persistConn).readLoop
// leak-site 41 net/http.(*persistConn).writeLoop
package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"

	"example.com/workloads/harness"
)

type invoice struct {
	Number string `json:"number"`
}

type billing struct {
	base   string
	client *http.Client
}

func (b *billing) invoice(id int) (*invoice, error) {
	response, err := b.client.Get(fmt.Sprint(b.base, "/invoices/", id))
	if err != nil {
		return nil, err
	}
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("billing answers %s", response.Status)
	}
	defer response.Body.Close()
	found := new(invoice)
	return found, json.NewDecoder(response.Body).Decode(found)
}

func (b *billing) invoiceAndClose(id int) (*invoice, error) {
	response, err := b.client.Get(fmt.Sprint(b.base, "/invoices/", id))
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("billing answers %s", response.Status)
	}
	found := new(invoice)
	return found, json.NewDecoder(response.Body).Decode(found)
}

var remote *billing

func connect() {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Error(w, strings.Repeat("invoice is being prepared\n", 4000), http.StatusConflict)
	}))
	remote = &billing{server.URL, &http.Client{Transport: &http.Transport{}}}
}

func main() {
	harness.Main(harness.Program{
		Setup:    connect,
		Incident: func(i int) { remote.invoice(i) },
		Fixed: func(i int) {
			remote.invoiceAndClose(i)
			remote.client.CloseIdleConnections()
		},
	})
}
