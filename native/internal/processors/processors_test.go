package processors

import (
	"context"
	"runtime"
	"testing"

	"parkscope/native/internal/wire"
)

func TestOneWhileIdle(t *testing.T) {
	before := runtime.GOMAXPROCS(3)
	defer runtime.GOMAXPROCS(before)
	want := func(what string, count int) {
		t.Helper()
		if is := runtime.GOMAXPROCS(0); is != count {
			t.Errorf("%s: %d processors, want %d", what, is, count)
		}
	}
	first, second := Quiet(), Quiet()
	want("two watches", 1)
	call := Stream(func(context.Context, wire.Raw, func(wire.Batch) error) (any, error) {
		want("a call", 3)
		_, err := Action(func(context.Context, wire.Raw) (any, error) {
			want("two calls", 3)
			return nil, context.Canceled
		})(context.Background(), nil)
		want("the first call goes on", 3)
		return nil, err
	})
	if _, err := call(context.Background(), nil, nil); err == nil {
		t.Error("its error is lost")
	}
	want("calls are over", 1)
	first()
	want("one watch", 1)
	second()
	want("none", 3)
}
