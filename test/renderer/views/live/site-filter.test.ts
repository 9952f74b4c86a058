import { describe, expect, it } from 'vitest';
import type { LiveSite } from '@core/api/live';
import { NO_FILTER } from '@core/api/queries';
import { filteredSites } from '../../../../renderer/views/live/site-filter';

const site = (name: string, operation: LiveSite['operation'], group: string): LiveSite => ({
  site: { function: name, file: `/src/${group}.go`, line: 1 },
  ...{ state: operation, operation, creator: null, count: 1, perMinute: null, group },
});
const sites = [site('main.startWorker', 'chan send', 'ingest'), site('store.(*Cache).Get', 'mutex lock', 'cache')];
const left = (change: Partial<typeof NO_FILTER>) =>
  filteredSites(sites, { ...NO_FILTER, ...change }).sites.map(({ group }) => group);

describe('the filter on sites', () => {
  it('finds text in function, file and state, whatever its case', () => {
    expect(left({ text: 'STARTworker' })).toEqual(['ingest']);
    expect(left({ text: 'cache.go' })).toEqual(['cache']);
    expect(left({ text: 'mutex' })).toEqual(['cache']);
    expect(left({ text: 'nothing' })).toEqual([]);
  });
  it('keeps the operations that are chosen', () => {
    expect(left({ operations: ['chan send'] })).toEqual(['ingest']);
    expect(left({ operations: ['select'] })).toEqual([]);
  });
  it('says what it cannot hold to, and leaves all of them', () => {
    const { sites: all, ignored } = filteredSites(sites, {
      ...NO_FILTER,
      focus: ['x'],
      labels: [{ key: 'a', value: 'b' }],
    });
    expect(all).toBe(sites);
    expect(ignored).toBe('focus and ignore, labels');
    expect(filteredSites(sites, NO_FILTER).ignored).toBe('');
  });
});
