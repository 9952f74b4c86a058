import {
  OBJECT_CLOSED,
  OBJECT_LOCKED,
  OBJECT_NIL,
  OBJECT_STARVING,
  OBJECT_TIMER,
  OBJECT_WRITER,
} from '@core/api/wait-objects';
import type { ProcessSnapshot, SnapshotFrame, SnapshotObject, SnapshotStack } from '../../sidecar/snapshot';

/**
 * What a snapshot has beyond the groups of `parkscope.goroutines/1`, as members of that object, in pieces: stacks and objects once each,
 * goroutines with their indices.
 */
export function* snapshotJson(snapshot: ProcessSnapshot): Generator<string> {
  const { pid, version, arch, takenMs, counts, notes, goroutines } = snapshot;
  const stacks = new Map<SnapshotStack, number>();
  const objects = new Map<SnapshotObject, number>();
  for (const { stack, waits } of goroutines) {
    if (typeof stack === 'object' && !stacks.has(stack)) stacks.set(stack, stacks.size);
    for (const { object } of waits) if (!objects.has(object)) objects.set(object, objects.size);
  }
  const head = {
    pid,
    goVersion: version,
    arch,
    taken: new Date(takenMs).toISOString(),
  };
  yield `${Object.entries({ ...head, counts, notes })
    .map(([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(value)},\n`)
    .join('')}`;
  yield* list('goroutines', goroutines, ({ stack, creator, waits, holds: _, labels, ...rest }) => ({
    ...rest,
    stack: typeof stack === 'object' ? (stacks.get(stack) ?? null) : null,
    noStackBecause: typeof stack === 'object' ? null : stack,
    creator: creator === null ? null : frameJson(creator),
    labels: labels.map(({ key, value }) => [key, value]),
    waits: waits.map(({ object, direction, select }) => ({ object: objects.get(object) ?? null, direction, select })),
  }));
  yield ',\n';
  yield* list('stacks', [...stacks.keys()], ({ frames, before, elided }) => ({
    ...(elided > 0 ? { before, elided } : {}),
    frames: frames.map(frameJson),
  }));
  yield ',\n';
  yield* list('objects', [...objects.keys()], objectJson);
  if (!snapshot.holdsRead) return;
  yield ',\n';
  const held = goroutines.flatMap(({ id, holds }) =>
    holds.map(({ object, frame }) => ({ object, goroutine: id, frame })),
  );
  yield* list('holders', held, ({ object, ...rest }) => ({ object: objects.get(object) ?? null, ...rest }));
}

/** Of each kind what there is to say. */
function objectJson({ address, kind, flags, value, capacity, elementBytes, type }: SnapshotObject): object {
  const has = (flag: number): boolean => (flags & flag) !== 0;
  const known = value < 0 ? null : value;
  const time = value < 0 ? null : new Date(value).toISOString();
  const head = { address, kind, type };
  switch (kind) {
    case 'channel': {
      const timer = has(OBJECT_TIMER);
      const length = timer || known === null ? 0 : known;
      const more = { ...(timer ? { fires: time } : {}), ...(has(OBJECT_NIL) ? { nil: true } : {}) };
      return {
        ...head,
        length,
        capacity: Math.max(0, capacity),
        elementBytes,
        closed: has(OBJECT_CLOSED),
        timer,
        ...more,
      };
    }
    case 'mutex':
      return { ...head, locked: has(OBJECT_LOCKED), starving: has(OBJECT_STARVING), waiters: known };
    case 'rwmutex':
      return { ...head, locked: has(OBJECT_LOCKED), writer: has(OBJECT_WRITER), readers: known };
    case 'waitgroup':
      return { ...head, counter: known };
    case 'cond':
      return { ...head, waiters: known };
    case 'semaphore':
      return { ...head, value: known };
    case 'timer':
      return { ...head, fires: time };
    case 'fd':
      return { ...head, fd: known };
  }
}

function frameJson({ function: name, file, line, offset, inlined }: SnapshotFrame): object {
  return { function: name, file, line, offset, inlined };
}

function* list<T>(name: string, rows: readonly T[], json: (row: T) => object): Generator<string> {
  let piece = `  ${JSON.stringify(name)}: [`;
  for (const [i, row] of rows.entries()) {
    piece += `${i === 0 ? '' : ','}\n    ${JSON.stringify(json(row))}`;
    if (piece.length < 1 << 18) continue;
    yield piece;
    piece = '';
  }
  yield `${piece}${rows.length === 0 ? ']' : '\n  ]'}`;
}
