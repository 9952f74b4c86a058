// `npm test`: set up what is missing, run the parts, and end with the line `N passed, N failed[, N skipped]`.
import { whyNoDisplay } from './launch.mjs';
import { ROOT, placesOf } from './places.mjs';
import { setUp } from './set-up.mjs';
import { SetupError, fail, formatDuration, say, step } from './steps.mjs';
import { summaryLine, sumCounts } from './test-counts.mjs';
import { PARTS, selectParts } from './test-parts.mjs';

/**
 * @typedef {{ only: string[], update: boolean, filters: string[] }} Options
 * @param {readonly string[]} argv @returns {Options}
 */
export function parseArguments(argv) {
  /** @type {Options} */
  const options = { only: [], update: false, filters: [] };
  const rest = [...argv];
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    const only = arg === '--only' ? (rest.shift() ?? '') : /^--only=(.*)$/.exec(arg)?.[1];
    if (only !== undefined) options.only.push(...only.split(',').filter((name) => name !== ''));
    else if (arg === '--update' || arg === '-u') options.update = true;
    else if (arg.startsWith('-')) throw usage(`unknown option ${arg}`);
    else options.filters.push(arg);
  }
  const { unknown } = selectParts(options.only);
  if (unknown.length > 0) throw usage(`unknown part ${unknown.join(', ')}`);
  return options;
}

/** @param {string} what */
function usage(what) {
  const parts = PARTS.map((part) => part.name.replace(' ', '-')).join(', ');
  return new SetupError(
    `npm test: ${what}. Usage: npm test [-- --only PART,…] [--update] [TEST FILE…]; parts: check, ${parts}`,
  );
}

/** @param {import('./test-parts.mjs').Part} part @param {import('./test-parts.mjs').Context} context */
async function runPart(part, context) {
  const started = performance.now();
  const result = await step(part.name, async () => {
    const done = await part.run(context);
    /** @type {'done' | 'failed' | 'skipped'} */
    const state = done.failed > 0 ? 'failed' : done.passed === 0 && done.skipped > 0 ? 'skipped' : 'done';
    const note = [done.note ?? '', part.group === 'test' ? summaryLine(done) : ''].filter((text) => text !== '');
    return { ...done, state, note: note.join('; ') };
  });
  if (result.failed > 0 && (result.output ?? '') !== '') say(`${result.output}\n`);
  return { part, result, ms: performance.now() - started };
}

/** @param {readonly string[]} argv @returns {Promise<void>} */
export async function main(argv) {
  const started = performance.now();
  try {
    const options = parseArguments(argv);
    const places = placesOf(ROOT);
    const ci = process.env['CI'] === 'true';
    const { runtime } = await setUp(places, { wantXvfb: (await whyNoDisplay()) !== null });
    const context = { places, runtime, ci, update: options.update, filters: options.filters };
    const { parts } = selectParts(options.only);

    // The checks use one core each, so two at a time; the tests have both cores and the terminal to themselves.
    const checks = parts.filter((part) => part.group === 'check');
    const results = [];
    const worker = async () => {
      for (let part = checks.shift(); part !== undefined; part = checks.shift())
        results.push(await runPart(part, context));
    };
    await Promise.all([worker(), worker()]);
    for (const part of parts.filter((each) => each.group === 'test')) results.push(await runPart(part, context));

    say('\nSummary');
    for (const { part, result, ms } of results) {
      say(`  ${part.name.padEnd(10)} ${summaryLine(result)}, ${formatDuration(ms)}`);
    }
    say(`  in all     ${formatDuration(performance.now() - started)}`);
    const counts = sumCounts(results.map(({ result }) => result));
    if (counts.failed > 0) process.exitCode = 1;
    console.log(summaryLine(counts));
  } catch (error) {
    fail(error);
    console.log(summaryLine({ passed: 0, failed: 1, skipped: 0 }));
  }
}
