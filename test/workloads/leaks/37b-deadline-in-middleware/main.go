// A middleware that gives every request a deadline of its own and keeps the cancel function in the request's values.
// moments 6
package main

import (
	"context"
	"net/http"
	"net/http/httptest"
	"time"

	"example.com/workloads/harness"
)

type cancelKey struct{}

func withDeadline(limit time.Duration, next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithDeadline(context.Background(), time.Now().Add(limit)) // leak-heap 37
		next(w, r.WithContext(context.WithValue(ctx, cancelKey{}, cancel)))
	}
}

func withTimeLimit(limit time.Duration, next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), limit)
		defer cancel()
		next(w, r.WithContext(ctx))
	}
}

func hello(w http.ResponseWriter, r *http.Request) {
	if r.Context().Err() == nil {
		w.WriteHeader(http.StatusNoContent)
	}
}

var (
	old     = withDeadline(4*time.Hour, hello)
	current = withTimeLimit(time.Minute, hello)
)

// clients ask for five seconds, without a network in between.
func clients(handler http.HandlerFunc) {
	request := httptest.NewRequest(http.MethodGet, "/", nil)
	for n := 0; n < 4000; n++ {
		handler(httptest.NewRecorder(), request)
		if n%80 == 0 {
			time.Sleep(100 * time.Millisecond)
		}
	}
}

func main() {
	harness.Main(harness.Program{
		Incident: func(int) { clients(old) },
		Fixed:    func(int) { clients(current) },
	})
}
