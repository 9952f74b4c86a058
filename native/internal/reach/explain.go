package reach

import (
	"context"
	"fmt"
	"unicode/utf8"

	"parkscope/native/internal/symbols"
)

const (
	// MaxExplained goroutines in one look.
	MaxExplained = 256
	// maxTraceBytes is what may be held to remember ways.
	maxTraceBytes = 1 << 30
)

// Way says why a goroutine that waits is not called leaked: the shortest way from a root to what it waits for.
type Way struct {
	Goroutine uint64
	// Steps from the root to the object; empty where Why says why there is no way.
	Steps []Step
	Why   string
}

// explain marks once more, remembering from where each object was reached.
func (p *Program) explain(ctx context.Context, c *capture, ids []uint64) ([]Way, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	if c.heap.objects > maxTraceBytes/8 {
		return noWays(ids, fmt.Sprintf("there are %d objects, too many to remember ways to each", c.heap.objects)), nil
	}
	a, err := p.analyse(ctx, c, newTrace(c.heap))
	if err != nil {
		return nil, err
	}
	byID := map[uint64]*goroutine{}
	for i := range c.goroutines {
		if g := &c.goroutines[i]; g.exists() {
			byID[g.id] = g
		}
	}
	ways := make([]Way, 0, len(ids))
	for _, id := range ids {
		ways = append(ways, a.wayOf(id, byID[id]))
	}
	return ways, p.nameVariables(ways)
}

func noWays(ids []uint64, why string) []Way {
	ways := make([]Way, 0, len(ids))
	for _, id := range ids {
		ways = append(ways, Way{Goroutine: id, Why: why})
	}
	return ways
}

func (a *analysis) wayOf(id uint64, g *goroutine) Way {
	if g == nil {
		return Way{Goroutine: id, Why: "it has ended"}
	}
	index := a.suspectOf(g.addr)
	if index == none {
		return Way{Goroutine: id, Why: "its wait may end by itself, or was not understood"}
	}
	s := &a.suspects[index]
	if !s.live {
		return Way{Goroutine: id, Why: "nothing that runs reaches what it waits for"}
	}
	best := Way{Goroutine: id}
	for _, addr := range s.waits {
		span, n, ok := a.c.heap.lookup(addr)
		if !ok {
			return Way{Goroutine: id, Steps: []Step{{Kind: StepGlobal, Addr: addr}}}
		}
		if !a.marked.has(span.first + n) {
			continue
		}
		if steps := a.way(span.first + n); len(best.Steps) == 0 || len(steps) < len(best.Steps) {
			best.Steps = steps
		}
	}
	if len(best.Steps) == 0 {
		best.Why = "its wait was about to end, or was not understood"
	}
	return best
}

// nameVariables gives steps in variables their names, where the program has symbols.
func (p *Program) nameVariables(ways []Way) error {
	var addrs []uint64
	for _, way := range ways {
		for _, step := range way.Steps {
			if step.Kind == StepGlobal {
				addrs = append(addrs, step.Addr-p.bias)
			}
		}
	}
	file, err := symbols.Open(p.target.Executable())
	if err != nil {
		return err
	}
	names, err := file.Variables(addrs)
	if err != nil {
		return err
	}
	for _, way := range ways {
		for i := range way.Steps {
			step := &way.Steps[i]
			if known, is := names[step.Addr-p.bias]; is && step.Kind == StepGlobal && utf8.ValidString(known.Name) {
				step.Name = known.Name
			}
		}
	}
	return nil
}
