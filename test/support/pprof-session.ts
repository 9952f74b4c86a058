import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseTop, pprofTool, type PprofRow } from './go';

/** One report of go tool pprof, with the settings of its interactive mode that it needs (`focus`, `sample_index`, `unit` …). */
export interface Report {
  readonly command: 'top' | 'traces' | 'raw' | 'tree' | 'tags' | 'dot' | 'list .';
  readonly settings?: Readonly<Record<string, string>>;
}

/**
 * Several reports from one process on the same files: starting it costs more than the reports. Settings hold for their report only.
 * Answers their texts, in order.
 */
export function pprofReports(
  reports: readonly Report[],
  flags: readonly string[],
  ...files: readonly string[]
): string[] {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'parkscope-pprof-'));
  const output = (i: number) => path.join(folder, `${i}.txt`);
  const script = ['nodecount=1000000', 'nodefraction=0', 'edgefraction=0'];
  reports.forEach(({ command, settings = {} }, i) => {
    for (const [name, value] of Object.entries(settings)) script.push(`${name}=${value}`);
    script.push(`${command} >${output(i)}`);
    for (const name of Object.keys(settings)) script.push(`${name}=${DEFAULTS[name] ?? ''}`);
  });
  const { status, stderr } = spawnSync(pprofTool(), ['-symbolize=none', ...flags, ...files], {
    input: `${script.join('\n')}\nquit\n`,
    encoding: 'utf8',
    env: { ...process.env, TZ: 'UTC', PPROF_TMPDIR: folder },
  });
  const texts = reports.map((_, i) => (fs.existsSync(output(i)) ? fs.readFileSync(output(i), 'utf8') : null));
  fs.rmSync(folder, { recursive: true });
  const missing = texts.indexOf(null);
  if (status !== 0 || missing >= 0) {
    throw new Error(`go tool pprof ${files.join(' ')}: no report ${JSON.stringify(reports[missing])}: ${stderr}`);
  }
  return texts.map((text) => text ?? '');
}

const DEFAULTS: Readonly<Record<string, string>> = { sort: 'flat', unit: 'minimum', call_tree: 'false' };

/** Rows of one `top`, and the total that its shares refer to. */
export function topOf(text: string): { readonly rows: PprofRow[]; readonly total: number } {
  return parseTop(text);
}
