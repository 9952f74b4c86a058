package finish

import (
	"context"
	"testing"

	"parkscope/native/internal/wire"
)

func finished(t *testing.T, c *Calls, params string) int {
	t.Helper()
	answer, err := c.Finish(context.Background(), wire.Raw(params))
	if err != nil {
		t.Fatal(err)
	}
	return answer.(wire.Finish).Finished
}

func TestFinish(t *testing.T) {
	var c Calls
	began, ended := make(chan string, 4), make(chan string, 4)
	action := func(ctx context.Context, params wire.Raw) (any, error) {
		began <- string(params)
		<-Early(ctx)
		ended <- string(params)
		return string(params), ctx.Err()
	}
	for name, params := range map[string]string{"cpu": `{"pid":1}`, "wall": `{"pid":2}`} {
		go func() { _, _ = c.Action(name, action)(context.Background(), wire.Raw(params)) }()
		<-began
	}
	for _, other := range []string{`{"name":"cpu","pid":2}`, `{"name":"wall","pid":1}`, `{"name":"","pid":1}`} {
		if finished(t, &c, other) != 0 {
			t.Errorf("%s ends a call", other)
		}
	}
	if finished(t, &c, `{"name":"cpu","pid":1}`) != 1 || <-ended != `{"pid":1}` {
		t.Error("cpu")
	}
	if finished(t, &c, `{"name":"cpu","pid":1}`) != 0 {
		t.Error("it ends twice")
	}
	if finished(t, &c, `{"name":"wall","pid":2}`) != 1 || <-ended != `{"pid":2}` {
		t.Error("wall")
	}
	if Early(context.Background()) != nil {
		t.Error("what nobody can finish is finished")
	}
	if _, err := c.Finish(context.Background(), wire.Raw(`[]`)); err == nil {
		t.Error("a list is taken")
	}
	if _, err := c.Action("cpu", action)(context.Background(), wire.Raw(`{"pid":"x"}`)); err == nil {
		t.Error("a text is a pid")
	}
}
