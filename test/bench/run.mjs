// Runs every bench (test/bench/*/bench.mjs, or those named on the command line), prints one table and keeps it in results.md.
// A bench exports `run()`, which answers `{name, rows: [{what, ours, reference, ratio, bar, holds}]}`; all but `holds` are text.
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';

const here = import.meta.dirname;
const wanted = process.argv.slice(2);
const names = readdirSync(here).filter((name) => existsSync(join(here, name, 'bench.mjs')));
const unknown = wanted.filter((name) => !names.includes(name));
if (unknown.length > 0) {
  console.error(`bench: no bench called ${unknown.join(', ')}; there are ${names.join(', ')}`);
  process.exit(2);
}

const HEAD = ['bench', 'work', 'ours', 'reference', 'ratio', 'bar', 'holds'];
const table = [];
let missed = 0;
for (const name of wanted.length > 0 ? wanted : names) {
  console.log(`… ${name}`);
  const { run } = await import(join(here, name, 'bench.mjs'));
  const result = await run();
  for (const row of result.rows) {
    if (!row.holds) missed++;
    table.push([result.name, row.what, row.ours, row.reference, row.ratio, row.bar, row.holds ? 'yes' : 'NO']);
    console.log(
      `  ${row.holds ? '✓' : '✗'} ${row.what}: ${row.ours} against ${row.reference}, ${row.ratio} (bar ${row.bar})`,
    );
  }
}

const line = (cells) => `| ${cells.map((cell) => String(cell).replaceAll('|', '\\|')).join(' | ')} |`;
const text = [line(HEAD), line(HEAD.map(() => '---')), ...table.map(line)].join('\n');
console.log(`\n${text}\n`);
if (wanted.length === 0) {
  const machine = `${cpus().length} cores (${cpus()[0]?.model.trim() ?? 'unknown'}), ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`;
  writeFileSync(
    join(here, 'results.md'),
    `# Last full run of \`npm run bench\`\n\n${new Date().toISOString().slice(0, 10)}, ${machine}.\n\n${text}\n`,
  );
}
console.log(missed === 0 ? 'every bar holds' : `${missed} of ${table.length} bars missed`);
process.exitCode = missed === 0 ? 0 : 1;
