import { describe, expect, it } from 'vitest';
import { countGoTest, countVitest, summaryLine, sumCounts } from '../../../electron/setup/test-counts.mjs';
import { selectParts } from '../../../electron/setup/test-parts.mjs';
import { parseArguments } from '../../../electron/setup/test-run.mjs';

it('the last line has exactly one of two forms', () => {
  expect(summaryLine({ passed: 3, failed: 0, skipped: 0 })).toBe('3 passed, 0 failed');
  expect(summaryLine({ passed: 3, failed: 1, skipped: 2 })).toBe('3 passed, 1 failed, 2 skipped');
  const one = { passed: 1, failed: 2, skipped: 3 };
  expect(sumCounts([one, one])).toEqual({ passed: 2, failed: 4, skipped: 6 });
});

describe('a Vitest report', () => {
  const file = (status: string, ...tests: string[]) => ({
    status,
    assertionResults: tests.map((each) => ({ status: each })),
  });

  it('is counted by test', () => {
    const report = { testResults: [file('passed', 'passed', 'skipped', 'todo'), file('failed', 'failed', 'passed')] };
    expect(countVitest(report, 1)).toEqual({ passed: 2, failed: 1, skipped: 2 });
  });

  it('counts a file that cannot be loaded, a run that fails elsewhere, and one that wrote nothing', () => {
    expect(countVitest({ testResults: [file('failed')] }, 1)).toMatchObject({ failed: 1 });
    expect(countVitest({ testResults: [file('passed', 'passed')] }, 1)).toEqual({ passed: 1, failed: 1, skipped: 0 });
    expect(countVitest(null, 1)).toMatchObject({ failed: 1 });
  });
});

describe('go test -json', () => {
  const lines = (...events: object[]): string => events.map((event) => JSON.stringify(event)).join('\n');

  it('is counted by test and subtest, not by package, and shows what failed printed', () => {
    const output = lines(
      { Action: 'output', Package: 'p', Test: 'A', Output: 'a.go:1: boom\n' },
      { Action: 'fail', Package: 'p', Test: 'A' },
      { Action: 'pass', Package: 'p', Test: 'B/sub' },
      { Action: 'skip', Package: 'p', Test: 'C' },
      { Action: 'fail', Package: 'p' },
    );
    expect(countGoTest(output, 1)).toMatchObject({ passed: 1, failed: 1, skipped: 1, failures: 'a.go:1: boom\n' });
  });

  it('counts a package that does not build', () => {
    const output = `${lines({ Action: 'build-output', ImportPath: 'p', Output: 'x.go:3: undefined: y\n' }, { Action: 'build-fail', ImportPath: 'p' })}`;
    expect(countGoTest(output, 1)).toMatchObject({ failed: 1, failures: 'x.go:3: undefined: y\n' });
  });
});

describe('arguments of npm test', () => {
  it('select parts and groups, files, and the update of goldens', () => {
    expect(parseArguments(['--only', 'unit,lint', '--update', 'test/core'])).toEqual({
      only: ['unit', 'lint'],
      update: true,
      filters: ['test/core'],
    });
    expect(selectParts(['check']).parts.map((part) => part.name)).toEqual([
      'types',
      'imports',
      'lint',
      'go lint',
      'format',
      'dead code',
    ]);
    expect(selectParts(['dead-code', 'go']).parts.map((part) => part.name)).toEqual(['dead code', 'go']);
  });

  it('that nobody knows are refused rather than ignored', () => {
    expect(() => parseArguments(['--only', 'units'])).toThrow(/unknown part units.*parts: check, types/);
    expect(() => parseArguments(['--fast'])).toThrow('unknown option --fast');
  });
});
