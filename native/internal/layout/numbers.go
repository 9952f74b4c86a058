package layout

// Piece is a part of a structure, in bytes from its start.
type Piece struct{ From, To uint64 }

// GNumbers are the parts of a g that hold addresses and are numbers to the collector, which no version scans: bounds and guards of
// its stack, its registers where it was left (but for the closure in them), and where it called the kernel. In every version these follow each
// other in this order (runtime2.go): stack, stackguard0, stackguard1; sched{sp, pc, g, ctxt, …}, syscallsp, syscallpc, …, stktopsp, param,
// atomicstatus. Where they do not, only the bounds of the stack are. The last pointer of a g is before gcAssistBytes: what is behind it is of whoever
// had the memory before, as the runtime clears no more than the type has. To is then far behind the end.
func (l *Layout) GNumbers() []Piece {
	const word = 8
	lo, hi := l.Of(GStackLo), l.Of(GStackHi)
	sp, pc := l.Of(GSchedSP), l.Of(GSchedPC)
	param := l.Of(GStatus) - word
	if hi != lo+word || l.Of(GM) < hi+3*word || pc != sp+word || l.Of(GSyscallSP) < pc+3*word || param < l.Of(GSyscallPC)+2*word {
		return []Piece{{lo, lo + word}, {hi, hi + word}}
	}
	const behind = 1 << 16
	ctxt, last := pc+2*word, l.Of(GAssistBytes)
	return []Piece{{lo, hi + 3*word}, {sp, ctxt}, {ctxt + word, param}, {last, last + behind}}
}
