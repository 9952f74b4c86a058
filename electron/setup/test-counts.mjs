// Test counts out of what the runners report about themselves.

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

/** @param {readonly Counts[]} all @returns {Counts} */
export function sumCounts(all) {
  const sum = { passed: 0, failed: 0, skipped: 0 };
  for (const each of all) {
    sum.passed += each.passed;
    sum.failed += each.failed;
    sum.skipped += each.skipped;
  }
  return sum;
}

/** The line that ends `npm test`, exactly so. @param {Counts} counts */
export function summaryLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

/**
 * @param {unknown} report of Vitest's JSON reporter, null when it wrote none
 * @param {number} exitCode
 * @returns {Counts}
 */
export function countVitest(report, exitCode) {
  const known =
    /** @type {{ testResults?: { status?: string, assertionResults?: { status?: string }[] }[] } | null} */ (report);
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const file of known?.testResults ?? []) {
    const tests = file.assertionResults ?? [];
    for (const { status } of tests) {
      if (status === 'passed') counts.passed++;
      else if (status === 'failed') counts.failed++;
      else counts.skipped++;
    }
    // A file that could not even be loaded, or whose hooks failed, has no failed test in it.
    if (file.status === 'failed' && !tests.some(({ status }) => status === 'failed')) counts.failed++;
  }
  // An unhandled rejection or a lost worker fails the run without failing a test.
  if (exitCode !== 0 && counts.failed === 0) counts.failed = 1;
  return counts;
}

/**
 * @param {string} output of `go test -json`
 * @param {number} exitCode
 * @returns {Counts & { failures: string }} `failures`: the printed text of what failed
 */
export function countGoTest(output, exitCode) {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  /** @type {Map<string, string>} */
  const printed = new Map();
  let failures = '';
  for (const line of output.split('\n')) {
    /** @type {{ Action?: string, Package?: string, ImportPath?: string, Test?: string, Output?: string }} */
    let event;
    try {
      event = JSON.parse(line);
    } catch {
      if (line.trim() !== '') failures += `${line}\n`;
      continue;
    }
    const key = `${event.Package ?? event.ImportPath ?? ''} ${event.Test ?? ''}`;
    if (event.Output !== undefined) printed.set(key, (printed.get(key) ?? '') + event.Output);
    if (event.Action === 'build-fail') failures += printed.get(key) ?? '';
    if (event.Action === 'fail') failures += printed.get(key) ?? '';
    if (event.Test === undefined) continue;
    if (event.Action === 'pass') counts.passed++;
    else if (event.Action === 'fail') counts.failed++;
    else if (event.Action === 'skip') counts.skipped++;
  }
  // A package that does not build has no test to fail.
  if (exitCode !== 0 && counts.failed === 0) counts.failed = 1;
  return { ...counts, failures: exitCode === 0 ? '' : failures };
}
