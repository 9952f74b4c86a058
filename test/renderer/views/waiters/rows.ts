import type { CodeRef } from '@core/api/findings';
import type { PossibleReleaser, WaiterRow, WaitingGroup } from '@core/api/waiters';

export function site(name: string, line = 1): CodeRef {
  return { function: name, file: `/src/${name.replace(/\W/g, '')}.go`, line };
}

export function waitingGroup(group: string, change: Partial<WaitingGroup> = {}): WaitingGroup {
  return {
    ...{ group, count: 1, state: 'chan send', operation: 'chan send', site: site('main.work', 88) },
    ...{ waitMinutes: null, goroutines: [] },
    ...change,
  };
}

export function releaser(group: string, change: Partial<PossibleReleaser> = {}): PossibleReleaser {
  return {
    ...{ group, count: 1, goroutines: [61], site: site('main.flush', 88), state: 'IO wait', operation: 'io wait' },
    ...{ why: 'its stack holds the address', waitsFor: '' },
    ...change,
  };
}

/** A channel read from a process, for which one goroutine waits. */
export function waiterRow(object: string, change: Partial<WaiterRow> = {}): WaiterRow {
  return {
    ...{ object, kind: 'channel', title: 'chan 0xc000010000', state: 'len 0, cap 0', objects: 1 },
    ...{ address: '0xc000010000', type: 'main.Result', fact: true, waiting: 1, groups: [waitingGroup(`g-k${object}`)] },
    ...{ groupsFolded: 0, releasers: [], releasersFolded: 0, nobody: false, cycle: 0, certain: '' },
    ...change,
  };
}
