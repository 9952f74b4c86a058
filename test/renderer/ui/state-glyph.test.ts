import { describe, expect, it } from 'vitest';
import { readFileSync } from 'node:fs';
import { OPERATIONS } from '@core/api/operation';
import { stateColour, stateKind } from '../../../renderer/ui/state-glyph';

const tokens = readFileSync(new URL('../../../renderer/ui/tokens.css', import.meta.url), 'utf8');

describe('stateKind', () => {
  it.each(OPERATIONS)('%s has a kind with a colour in every theme', (operation) => {
    const token = /var\((--st-[a-z]+)\)/.exec(stateColour(stateKind(operation, operation)))?.[1];
    expect(token).toBeDefined();
    expect(tokens.split(`${token}:`).length - 1).toBeGreaterThanOrEqual(2);
  });

  it('tells every waiting operation from running', () => {
    for (const operation of OPERATIONS) if (operation !== 'other') expect(stateKind(operation, '')).not.toBe('run');
  });

  it.each(['', 'other', 'mixed', 'coroutine', 'trace reader (blocked)', 'GOMAXPROCS updater (idle)', 'waiting'])(
    'never shows %j as running',
    (state) => expect(stateKind('other', state)).toBe('other'),
  );

  it('reads the printed state where there is no operation', () => {
    expect(stateKind('other', 'running')).toBe('run');
    expect(stateKind('other', 'runnable')).toBe('runnable');
    expect(stateKind('other', 'GC assist marking')).toBe('gc');
    expect(stateKind('other', 'cleanup wait')).toBe('gc');
    expect(stateKind('other', 'dead')).toBe('dead');
  });
});
