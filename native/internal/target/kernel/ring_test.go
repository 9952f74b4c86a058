package kernel

import "testing"

func TestAppendRing(t *testing.T) {
	ring := []byte("01234567")
	for _, c := range []struct {
		tail, head uint64
		want       string
	}{
		{0, 0, ""}, {8, 8, ""}, {0, 3, "012"}, {0, 8, "01234567"}, {6, 10, "6701"}, {16, 17, "0"},
		{3, 11, "34567012"}, {7, 8, "7"}, {1 << 40, 1<<40 + 2, "01"}, {0, 20, "45670123"},
	} {
		if got := string(appendRing([]byte("<"), ring, c.tail, c.head)); got != "<"+c.want {
			t.Errorf("[%d, %d): %q", c.tail, c.head, got)
		}
	}
}
