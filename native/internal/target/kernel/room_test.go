package kernel

import "testing"

func TestRoom(t *testing.T) {
	var room Room
	for _, n := range []uint64{0, 1, 4096, 3 << 20, 100, 20 << 20, 5} {
		bytes, err := room.Take(n)
		if err != nil || uint64(len(bytes)) != n || uint64(cap(bytes)) != n {
			t.Fatalf("%d: %d, %v", n, len(bytes), err)
		}
		for i := range bytes {
			bytes[i] = 1
		}
		if bytes, err = room.Warm(n); err != nil || uint64(len(bytes)) != n {
			t.Fatalf("%d: %d, %v", n, len(bytes), err)
		}
	}
	for range 2 {
		if err := room.Free(); err != nil {
			t.Fatal(err)
		}
	}
}
