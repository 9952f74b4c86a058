import { NO_FILTER } from '@core/api/queries';
import { bytesSource } from '@core/base/source';
import { Engine } from '@core/query/engine';
import type { Moment } from './moment';

/**
 * Says why a moment is of another process than the one before; null when nothing speaks for it. Certain where objects allocated since the
 * start became fewer, as good as certain where nothing listened in between.
 */
export function restartWatch(): (moment: Moment, away: { readonly refused: boolean } | null) => Promise<string | null> {
  let allocated: number | null = null;
  return async ({ taken }, away) => {
    const heap = taken.find(({ profile }) => profile === 'heap' || profile === 'allocs');
    const before = allocated;
    if (heap !== undefined) allocated = await allocatedObjects(heap.bytes);
    if (before !== null && allocated !== null && allocated < before)
      return 'it has allocated fewer objects since its start than the one before had';
    return away?.refused === true ? 'nothing listened on its port in between' : null;
  };
}

/** Objects that a process has allocated since its start, by its heap profile; null where the bytes do not tell. */
async function allocatedObjects(heap: Uint8Array): Promise<number | null> {
  const engine = new Engine({ now: () => performance.now() });
  const doc = 'd-1';
  const opened = await engine.open({ doc, inputs: [bytesSource('heap', heap)] });
  if (!opened.ok) return null;
  const sampleType = opened.value.captures[0]?.sampleTypes.findIndex(({ type }) => type === 'alloc_objects') ?? -1;
  if (sampleType < 0) return null;
  const page = {
    capture: 0,
    sampleType,
    filter: NO_FILTER,
    sort: 'flat',
    descending: true,
    offset: 0,
    limit: 1,
  } as const;
  const top = await engine.query('top', { doc, ...page });
  return top.ok ? top.value.total : null;
}
