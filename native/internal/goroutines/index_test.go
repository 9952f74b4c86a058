package goroutines

import (
	"math/rand/v2"
	"testing"
)

func TestIndexIsAMap(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	var found index
	want := map[objectKey]int{}
	for i := range 20_000 {
		// Few addresses, so that many are set twice, zero among them; some of structures beside each other, some far apart.
		key := objectKey{uint64(random.IntN(3000)) * 96, uint8(random.IntN(3))}
		if random.IntN(2) == 0 {
			key.addr <<= 40
		}
		got, known := found.find(key)
		if value, is := want[key]; is != known || known && got != value {
			t.Fatalf("%+v: %d %v, want %d %v", key, got, known, value, is)
		}
		if random.IntN(2) == 0 {
			found.set(key, i)
			want[key] = i
		}
	}
	if found.count != len(want) {
		t.Errorf("%d entries, want %d", found.count, len(want))
	}
}
