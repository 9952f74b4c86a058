import { NO_FILTER } from '@core/api/queries';
import { bytesSource } from '@core/base/source';
import { Engine } from '@core/query/engine';

/** Objects that a process has allocated since its start, by its heap profile; null where the bytes do not tell. */
export async function allocatedObjects(heap: Uint8Array): Promise<number | null> {
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
