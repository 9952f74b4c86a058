import { GrowableColumn } from '@core/base/columns';
import type { Capture } from '@core/model/tables';
import type { TraceTables } from '@core/model/trace';
import { keepCode, type CompiledFilter } from './filter';
import { RUNNABLE, type Breathe } from './trace-walk';

/** The one label a goroutine of a trace has (GoLabel); `label=GC (dedicated)` filters by it. */
const LABEL = 'label';

/**
 * One byte a goroutine; null = all pass. A goroutine passes when the function it runs or one of its own stacks anywhere in the trace
 * does (a waker's stack is not its own); text may be in its label instead. What a goroutine does later decides about it as a whole,
 * so a zoomed view shows the same goroutines as the whole.
 */
export async function keepTraceGoroutines(
  capture: Capture,
  trace: TraceTables,
  filter: CompiledFilter,
  breathe: Breathe,
): Promise<Uint8Array | null> {
  const code = keepCode(capture, filter);
  const { labels, text, focus, ignore } = filter.filter;
  if (code === null && labels.length === 0) return null;
  const { goroutines } = trace;
  const keep = new Uint8Array(goroutines.count).fill(code === null ? 1 : 0);
  if (code !== null) {
    const stackless = new GrowableColumn(Uint32Array);
    for (let g = 0; g < goroutines.count; g++) {
      if (goroutines.entry[g] === 0) stackless.push(g);
      else keep[g] = code.frames[goroutines.entry[g] - 1];
    }
    // `ignore` lets an empty stack pass; a goroutine with an entry is judged by what it runs.
    if (focus.length === 0 && text === '') for (const g of stackless.finish()) keep[g] = 1;
    for (const chunk of trace.chunks) {
      await breathe(chunk.offsetNs.length);
      for (let k = 0; k < chunk.goroutine.length; k++) {
        const g = chunk.goroutine[k];
        for (let i = chunk.first[k]; i < chunk.first[k + 1] && keep[g] === 0; i++) {
          const change = chunk.change[i];
          const stack = chunk.changes.stack[change];
          if (stack !== 0 && !(chunk.changes.state[change] === RUNNABLE && chunk.actor[i] !== 0))
            keep[g] = code.stacks[stack];
        }
      }
    }
  }
  const wanted = text.toLowerCase();
  const known = new Map<number, string>();
  for (let g = 0; g < goroutines.count; g++) {
    const id = goroutines.label[g];
    let label = known.get(id);
    if (label === undefined) known.set(id, (label = capture.strings.get(id)));
    const alone = focus.length === 0 && ignore.length === 0;
    if (alone && wanted !== '' && label.toLowerCase().includes(wanted)) keep[g] = 1;
    if (!labels.every(({ key, value }) => key === LABEL && value === label)) keep[g] = 0;
  }
  return keep;
}
