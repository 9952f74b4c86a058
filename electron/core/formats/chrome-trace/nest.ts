import { GrowableColumn } from '@core/base/columns';
import { LabelSetBuilder } from '@core/model/label-set-builder';
import { StackBuilder } from '@core/model/stack-builder';
import type { Capture } from '@core/model/tables';
import { SampleRows } from '../sample-rows';
import { BEGIN, COMPLETE, type EventReader } from './events';

const EVENTS = 0;
const TIME = 1;

export interface Nested {
  readonly tables: Pick<Capture, 'functions' | 'frames' | 'stacks' | 'labelSets' | 'samples'>;
  /** From the first to the last moment; null when there is none. */
  readonly durationNs: number | null;
  /** Begins without an end, ends without a beginning, spans that end after the one they began in. */
  readonly unended: number;
  readonly unmatched: number;
  readonly overlaps: number;
}

/**
 * Spans into a profile: on each track a span is called by the one that it lies in, and a stack's time is what its spans last without
 * those within them. Events come in any order: complete ones are written when they end, so children come before their parents.
 */
export function nestSpans(events: EventReader): Nested {
  const order = byTrackAndTime(events);
  const stacks = new StackBuilder(1024);
  const rows = new SampleRows(2);
  let unended = 0;
  let unmatched = 0;
  let overlaps = 0;
  let first = Infinity;
  let last = -Infinity;

  // The spans that are open, outermost first.
  const stackOf = new GrowableColumn(Uint32Array, 256);
  const startOf = new GrowableColumn(Float64Array, 256);
  const endOf = new GrowableColumn(Float64Array, 256);
  const inner = new GrowableColumn(Float64Array, 256);
  let labels = 0;
  const push = (frame: number, start: number, end: number): void => {
    const top = stackOf.length - 1;
    stackOf.push(stacks.child(top < 0 ? 0 : stackOf.data[top], frame));
    startOf.push(start);
    endOf.push(end);
    inner.push(0);
  };
  const pop = (end: number): void => {
    const top = --stackOf.length;
    startOf.length = endOf.length = inner.length = top;
    const length = Math.max(0, end - startOf.data[top]);
    const row = rows.row(stackOf.data[top], labels);
    rows.add(row, EVENTS, 1);
    rows.add(row, TIME, Math.max(0, length - inner.data[top]));
    if (top > 0) inner.data[top - 1] += length;
  };

  for (let from = 0; from < order.length;) {
    const track = events.track.data[order[from]];
    labels = events.tracks.a.data[track];
    let latest = -Infinity;
    let at = from;
    for (; at < order.length && events.track.data[order[at]] === track; at++) {
      const event = order[at];
      const now = events.start.data[event];
      const kind = events.kind.data[event];
      first = Math.min(first, now);
      while (endOf.length > 0 && endOf.data[endOf.length - 1] <= now) pop(endOf.data[endOf.length - 1]);
      if (kind === COMPLETE) {
        let end = events.end.data[event];
        latest = Math.max(latest, end);
        const within = endOf.length === 0 ? Infinity : endOf.data[endOf.length - 1];
        if (end > within) {
          overlaps++;
          end = within;
        }
        push(events.frame.data[event], now, end);
      } else if (kind === BEGIN) {
        latest = Math.max(latest, now);
        push(events.frame.data[event], now, Infinity);
      } else {
        latest = Math.max(latest, now);
        let open = endOf.length - 1;
        while (open >= 0 && endOf.data[open] !== Infinity) open--;
        if (open < 0) {
          unmatched++;
          continue;
        }
        overlaps += endOf.length - 1 - open;
        while (endOf.length > open) pop(now);
      }
    }
    while (endOf.length > 0) {
      const end = endOf.data[endOf.length - 1];
      if (end === Infinity) unended++;
      pop(end === Infinity ? latest : end);
    }
    last = Math.max(last, latest);
    from = at;
  }
  const { labelSets, ofThread } = threadLabels(events);
  return {
    tables: {
      ...events.frames.finish(),
      stacks: stacks.finish(),
      labelSets,
      samples: rows.finish(
        {
          types: [
            { type: 'events', unit: 'count' },
            { type: 'time', unit: 'nanoseconds' },
          ],
          defaultType: TIME,
        },
        ofThread,
      ),
    },
    durationNs: last > first ? last - first : null,
    unended,
    unmatched,
    overlaps,
  };
}

/** Events track by track, each by time; of complete ones that begin together the longer comes first. */
function byTrackAndTime({ track, start, end, kind, tracks }: EventReader): Uint32Array {
  const count = track.length;
  const next = new Uint32Array(tracks.count + 1);
  for (let i = 0; i < count; i++) next[track.data[i] + 1]++;
  for (let i = 0; i < tracks.count; i++) next[i + 1] += next[i];
  const firsts = next.slice();
  const order = new Uint32Array(count);
  for (let i = 0; i < count; i++) order[next[track.data[i]]++] = i;
  const before = (a: number, b: number): number =>
    start.data[a] - start.data[b] ||
    (kind.data[a] === COMPLETE && kind.data[b] === COMPLETE ? end.data[b] - end.data[a] : 0) ||
    a - b;
  for (let i = 0; i < tracks.count; i++) {
    const part = order.subarray(firsts[i], firsts[i + 1]);
    let sorted = true;
    for (let k = 1; k < part.length && sorted; k++) sorted = before(part[k - 1], part[k]) < 0;
    if (!sorted) part.sort(before);
  }
  return order;
}

/** A label set for each row of `threads`: names where metadata gives them, with the id behind where names repeat. */
function threadLabels({ threads, strings, processNames, threadNames }: EventReader) {
  const builder = new LabelSetBuilder();
  const ofThread = new Uint32Array(threads.count);
  const process = strings.internString('process');
  const thread = strings.internString('thread');
  const entry = (key: number, name: number | undefined, id: number) => {
    const text = name === undefined ? strings.get(id) : `${strings.get(name)} (${strings.get(id)})`;
    return text === '' ? [] : [{ key, value: strings.internString(text), number: NaN, unit: 0 }];
  };
  for (let row = 0; row < threads.count; row++) {
    const pid = threads.a.data[row];
    const entries = [
      ...entry(process, processNames.get(pid), pid),
      ...entry(thread, threadNames.get(row), threads.b.data[row]),
    ];
    ofThread[row] = builder.add(entries, (key) => strings.get(key));
  }
  return { labelSets: builder.finish(), ofThread };
}
