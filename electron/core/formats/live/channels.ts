import type { LiveChannel } from '@core/model/live';
import { ChangeLog } from './history';
import type { Segment } from './segment';

/** Channels that are followed over time; a program has thousands, most of them for a moment. */
const MOST_CHANNELS = 64;
/** Of one moment, those that most wait for. */
const PER_MOMENT = 16;

interface Followed extends LiveChannel {
  readonly length: ChangeLog;
  readonly waiting: ChangeLog;
  seenMs: number;
}

/** How full channels are over time: those with room for elements, as they show while goroutines wait for them. */
export class Channels {
  readonly #followed = new Map<string, Followed>();

  get list(): readonly LiveChannel[] {
    return [...this.#followed.values()];
  }

  get byteLength(): number {
    return this.list.reduce((sum, { length, waiting }) => sum + (length.length + waiting.length) * 12 + 200, 0);
  }

  close(segment: Segment, atMs: number): void {
    const { objects } = segment;
    const waiting = [...objects.buffered].map((object) => [object, objects.waiting.data[object]] as const);
    const fullest = waiting.sort((a, b) => b[1] - a[1]).slice(0, PER_MOMENT);
    for (const [object, count] of fullest) {
      const one = this.#follow(segment, object);
      one.length.write(atMs, Math.max(0, objects.value.data[object]));
      one.waiting.write(atMs, count);
      one.seenMs = atMs;
    }
    // Nobody waits for it any more; how full it is now nobody knows.
    for (const one of this.#followed.values()) if (one.seenMs < atMs) one.waiting.write(atMs, 0);
    this.#forget();
  }

  #follow({ objects, dictionary }: Segment, object: number): Followed {
    const address = `0x${objects.address.data[object].toString(16)}`;
    const capacity = objects.capacity.data[object];
    // Memory is used again: a channel of another size is another channel.
    const key = `${address} ${capacity}`;
    let one = this.#followed.get(key);
    if (one === undefined) {
      const type = dictionary.strings.get(objects.typeOf(object, dictionary));
      one = { address, type, capacity, length: new ChangeLog(), waiting: new ChangeLog(), seenMs: 0 };
      this.#followed.set(key, one);
    }
    return one;
  }

  #forget(): void {
    if (this.#followed.size <= MOST_CHANNELS) return;
    const oldest = [...this.#followed].sort(([, a], [, b]) => a.seenMs - b.seenMs);
    for (const [key] of oldest.slice(0, this.#followed.size - MOST_CHANNELS)) this.#followed.delete(key);
  }
}
