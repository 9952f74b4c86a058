import { objectKind } from '@core/api/wait-objects';
import type { GroupWaits } from '@core/api/waiters';
import { formatCount } from '@core/base/format';
import { addressText, objectState, objectTitle, severalTitle, type ObjectFacts } from '@core/query/object-text';
import type { ProcessSnapshot, SnapshotGoroutine, SnapshotObject } from '../../sidecar/snapshot';

/** What goroutines of a snapshot wait for, by their ids; null where nothing says it. */
export function snapshotWaits({ goroutines, takenMs }: ProcessSnapshot): (ids: Iterable<number>) => GroupWaits | null {
  const byId = new Map<number, SnapshotGoroutine>(goroutines.map((goroutine) => [goroutine.id, goroutine]));
  const waiters = new Map<SnapshotObject, Set<number>>();
  for (const { id, waits } of goroutines) {
    for (const { object } of waits) {
      const known = waiters.get(object);
      if (known === undefined) waiters.set(object, new Set([id]));
      else known.add(id);
    }
  }
  return (ids) => {
    const objects = new Set<SnapshotObject>();
    for (const id of ids) for (const { object } of byId.get(id)?.waits ?? []) objects.add(object);
    const [first] = objects;
    if (first === undefined) return null;
    const facts = [...objects].map(factsOf);
    const [one] = facts;
    if (one === undefined) return null;
    const alike = facts.every(({ kind }) => kind === one.kind);
    const single = objects.size === 1;
    const waiting = new Set<number>();
    for (const object of objects) for (const id of waiters.get(object) ?? []) waiting.add(id);
    return {
      kind: alike ? one.kind : 'unknown',
      title: single
        ? objectTitle(one)
        : alike
          ? severalTitle(one, objects.size)
          : `${formatCount(objects.size)} objects`,
      state: same(facts.map((fact) => objectState(fact, takenMs))),
      address: single ? addressText(one.address) : '',
      type: same([...objects].map(({ type }) => type)),
      ...{ fact: true, objects: objects.size, waiting: waiting.size },
    };
  };
}

function factsOf({ kind, address, flags, value, capacity }: SnapshotObject): ObjectFacts {
  return { kind: objectKind(kind, flags, value), address: Number(address), flags, value, capacity };
}

function same(texts: readonly string[]): string {
  const [first = ''] = texts;
  return texts.every((text) => text === first) ? first : '';
}
