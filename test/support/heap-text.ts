import { analyse } from '@core/analysis/analyses';
import type { Capture } from '@core/model/tables';
import { judge, type Judgement } from '@core/rules/run';
import { openBytes } from './check-import';

/** What one place holds, and what was ever allocated there (as much, where it is not said). */
export interface HeapPlace {
  /** Leaf first, `function file:line`. */
  readonly stack: readonly string[];
  readonly objects: number;
  readonly bytes: number;
  readonly madeObjects?: number;
  readonly madeBytes?: number;
}

/** A heap profile as Go writes it with debug=1; `rate` 1 = every allocation was recorded. */
export function heapText(
  places: readonly HeapPlace[],
  memStats: Readonly<Record<string, number>> = {},
  rate = 1,
): string {
  const numbers = ({ objects, bytes, madeObjects = objects, madeBytes = bytes }: HeapPlace): string =>
    `${objects}: ${bytes} [${madeObjects}: ${madeBytes}]`;
  const sum = (pick: (place: HeapPlace) => number): number => places.reduce((all, place) => all + pick(place), 0);
  const all = {
    stack: [],
    objects: sum(({ objects }) => objects),
    bytes: sum(({ bytes }) => bytes),
    madeObjects: sum(({ objects, madeObjects = objects }) => madeObjects),
    madeBytes: sum(({ bytes, madeBytes = bytes }) => madeBytes),
  };
  const addresses = new Map<string, string>();
  const address = (frame: string): string => {
    const known = addresses.get(frame) ?? `0x${(0x400000 + 16 * addresses.size).toString(16)}`;
    addresses.set(frame, known);
    return known;
  };
  const records = places.map((place) => {
    const lines = place.stack.map((frame) => {
      const [name = '', where = ''] = frame.split(' ');
      return `#\t${address(frame)}\t${name}+0x10\t${where}\n`;
    });
    return `${numbers(place)} @ ${place.stack.map(address).join(' ')}\n${lines.join('')}\n`;
  });
  const stats = Object.entries(memStats).map(([name, value]) => `# ${name} = ${value}\n`);
  return `heap profile: ${numbers(all)} @ heap/${2 * rate}\n${records.join('')}\n# runtime.MemStats\n${stats.join('')}`;
}

/** Captures of one process, so many minutes apart (null: without times). */
export async function captureSeries(texts: readonly string[], apartMinutes: number | null): Promise<Capture[]> {
  const captures: Capture[] = [];
  for (const [i, text] of texts.entries()) {
    const opened = await openBytes(new TextEncoder().encode(text));
    if (!opened.ok) throw new Error(`${opened.error.message}: ${opened.error.reason}`);
    captures.push(
      apartMinutes === null
        ? { ...opened.value, timeMs: null, timeSource: null }
        : { ...opened.value, timeMs: 1e12 + i * apartMinutes * 60_000, timeSource: 'capture' },
    );
  }
  return captures;
}

export const judgeCaptures = (captures: readonly Capture[]): Judgement => judge(analyse(captures), null);
