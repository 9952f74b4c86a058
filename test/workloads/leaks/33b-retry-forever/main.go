// Webhook delivery that retries for ever when the receiver has been deleted.
package main

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"time"

	"example.com/workloads/harness"
)

type hook struct{ url string }

var errGone = errors.New("receiver answers 410")

func (h hook) post(ctx context.Context) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, h.url, nil)
	if err != nil {
		return err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode == http.StatusGone {
		return errGone
	}
	return nil
}

func retry(attempt func() error) {
	pause := 20 * time.Millisecond
	for attempt() != nil {
		time.Sleep(pause) // leak 33
		if pause < 500*time.Millisecond {
			pause *= 2
		}
	}
}

func retryAtMost(times int, attempt func() error) error {
	var err error
	for i := 0; i < times; i++ {
		if err = attempt(); err == nil || errors.Is(err, errGone) {
			return err
		}
		time.Sleep(10 * time.Millisecond)
	}
	return err
}

var receiver hook

func listen() {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusGone)
	}))
	receiver = hook{server.URL}
}

func deliver(int) {
	go retry(func() error { return receiver.post(context.Background()) })
}

func deliverOrGiveUp(int) {
	go retryAtMost(5, func() error { return receiver.post(context.Background()) })
}

func main() { harness.Main(harness.Program{Setup: listen, Incident: deliver, Fixed: deliverOrGiveUp}) }
