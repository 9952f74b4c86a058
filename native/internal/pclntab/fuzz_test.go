package pclntab

import "testing"

// FuzzParse takes any bytes for the table and for what it points to: no panic, no hang.
func FuzzParse(f *testing.F) {
	f.Add([]byte("\xf1\xff\xff\xff\x00\x00\x01\x08"), uint64(0))
	good := make([]byte, 200)
	copy(good, "\xf1\xff\xff\xff\x00\x00\x01\x08\x02")
	for i := range 5 {
		good[8+8*(3+i)] = byte(72 + 8*i)
	}
	f.Add(good, uint64(3))
	old := append([]byte{0xf0}, good[1:]...)
	f.Add(old, uint64(5))
	f.Fuzz(func(_ *testing.T, data []byte, pc uint64) {
		table, err := Parse(data, 0x1000, 18+int(pc%10), func(offset uint64, into []byte) bool {
			for i := range into {
				into[i] = byte(offset >> (i % 8))
			}
			return offset%5 != 4
		})
		if err != nil {
			return
		}
		for i := range min(table.Count(), 64) {
			if fn, ok := table.At(i); ok {
				_, _ = table.FrameSize(fn, pc)
				_ = table.Lines(fn, fn.Entry+pc%64)
			}
		}
		if fn, ok := table.Func(0x1000 + pc%4096); ok {
			_ = table.Lines(fn, pc)
		}
	})
}
