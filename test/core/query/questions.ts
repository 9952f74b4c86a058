import { GRANULARITIES } from '@core/api/profile';
import { NO_FILTER, type FlameAnswer, type GroupBy } from '@core/api/queries';
import type { Bench } from '../../support/engine';

/** Asks everything that the window would, of every capture of a document. */
export async function corpusQuestions(bench: Bench, seen: (name: string, answer: unknown) => void): Promise<void> {
  seen('document', await bench.ask('document', {}));
  seen('findings', await bench.ask('findings', {}));
  for (const { index: capture, sampleTypes, labelKeys, counts } of bench.info.captures) {
    for (const [sampleType] of sampleTypes.entries()) {
      const profile = { capture, sampleType, filter: NO_FILTER };
      const top = await bench.ask('top', { ...profile, sort: 'package', descending: false, offset: 0, limit: 10_000 });
      seen('top', top);
      seen('flame', await bench.ask('flame', { ...profile, zoom: null, width: 4000, minPx: 0.1, search: 'a' }));
      const whole = { ...profile, zoom: null, width: 4000, minPx: 0.1, search: 'a' };
      for (const by of GRANULARITIES) seen(`flame by ${by}`, await bench.ask('flame', { ...whole, by }));
      if (top.rows.some(({ cum }) => cum > 0)) {
        const level = { ...profile, parent: null, sort: 'cum', offset: 0, limit: 10_000 } as const;
        for (const direction of ['down', 'up'] as const) {
          seen(`flame ${direction}`, await bench.ask('flame', { ...whole, shape: { direction, at: null } }));
          seen(`tree ${direction}`, await bench.ask('callTree', { ...level, shape: { direction, at: null } }));
        }
      }
      if (top.rows[0])
        seen('functionDetail', await bench.ask('functionDetail', { ...profile, function: top.rows[0].function }));
      seen('filterParts', await bench.ask('filterParts', { ...profile, filter: { ...NO_FILTER, text: 'main' } }));
    }
    if (counts.goroutines === null) continue;
    seen(
      'waiters',
      await bench.ask('waiters', { capture, filter: NO_FILTER, show: 'stuck', offset: 0, limit: 10_000 }),
    );
    for (const groupBy of [
      'stack',
      'site',
      'creator',
      'state',
      ...labelKeys.map((key): GroupBy => `label:${key}`),
    ] as const) {
      const groups = await bench.ask('goroutineGroups', {
        ...{ capture, groupBy, filter: NO_FILTER, sort: 'site', descending: false, offset: 0, limit: 10_000 },
      });
      seen(`goroutineGroups ${groupBy}`, groups);
      for (const { group } of groups.rows.slice(0, 20)) {
        seen('goroutineGroup', await bench.ask('goroutineGroup', { capture, group }));
        seen('goroutineMembers', await bench.ask('goroutineMembers', { capture, group, offset: 0, limit: 10_000 }));
      }
    }
  }
}

/** Node numbers of a flame graph by path. */
export class FlameNodes {
  readonly #bench: Bench;
  readonly #whole: FlameAnswer;
  private constructor(bench: Bench, whole: FlameAnswer) {
    this.#bench = bench;
    this.#whole = whole;
  }

  static async of(bench: Bench): Promise<FlameNodes> {
    return new FlameNodes(bench, await FlameNodes.#ask(bench, null));
  }

  static #ask(bench: Bench, zoom: string | null): Promise<FlameAnswer> {
    return bench.ask('flame', {
      capture: 0,
      sampleType: 0,
      filter: NO_FILTER,
      zoom,
      width: 1000,
      minPx: 0.5,
      search: '',
    });
  }

  async zoomKeepsNumbers(): Promise<boolean> {
    const { node, level, cum, count } = this.#whole;
    const inner = Array.from({ length: count }, (_, i) => i).find((i) => level[i] === 3) ?? 0;
    const zoomed = await FlameNodes.#ask(this.#bench, `f-${node[inner]}`);
    return zoomed.node[0] === node[inner] && zoomed.cum[0] === cum[inner] && zoomed.crumbs.length === 4;
  }
}
