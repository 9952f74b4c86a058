import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { ExportAnswer, ExportParams } from '@core/api/export';
import { NO_FILTER } from '@core/api/queries';
import type { ByteSink } from '@core/base/sink';
import type { ByteSource } from '@core/base/source';
import { Engine } from '@core/query/engine';

/** A sink that keeps what it gets, and how it ended. */
export function memorySink(): ByteSink & { readonly bytes: Buffer; readonly ending: string; readonly chunks: number } {
  const parts: Uint8Array[] = [];
  let ending = 'open';
  return {
    write: (bytes) => {
      parts.push(bytes);
      return Promise.resolve();
    },
    close: () => {
      ending += ', closed';
      return Promise.resolve();
    },
    abort: () => {
      ending += ', aborted';
      return Promise.resolve();
    },
    get bytes() {
      return Buffer.concat(parts);
    },
    get ending() {
      return ending;
    },
    get chunks() {
      return parts.length;
    },
  };
}

export interface Exported {
  readonly bytes: Buffer;
  readonly answer: ExportAnswer;
}

/** Opens an input and exports one of its captures. */
export async function exported(
  source: ByteSource,
  params: Partial<ExportParams> & Pick<ExportParams, 'to'>,
): Promise<Exported> {
  const engine = new Engine({ now: () => performance.now() });
  const opened = await engine.open({ doc: 'd-1', inputs: [source] });
  if (!opened.ok) throw new Error(`${opened.error.message}: ${opened.error.reason}`);
  const sink = memorySink();
  const result = await engine.export({ doc: 'd-1', capture: 0, sampleType: null, filter: NO_FILTER, ...params }, sink);
  if (!result.ok) throw new Error(`${result.error.message}: ${result.error.reason}`);
  if (sink.ending !== 'open, closed') throw new Error(`the sink is ${sink.ending}`);
  if (result.value.bytes !== sink.bytes.length) throw new Error('the answer counts other bytes');
  return { bytes: sink.bytes, answer: result.value };
}

let tool = '';

/** What `go tool pprof` says to a file. */
export function pprofSays(file: string, ...args: readonly string[]): string {
  if (tool === '') {
    spawnSync('go', ['tool', 'pprof', '-h']);
    tool = spawnSync('go', ['tool', '-n', 'pprof'], { encoding: 'utf8' }).stdout.trim();
  }
  const { status, stdout, stderr } = spawnSync(tool, ['-symbolize=none', ...args, file], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    env: { ...process.env, PPROF_TMPDIR: os.tmpdir() },
  });
  if (status !== 0) throw new Error(`go tool pprof ${args.join(' ')} ${file}: ${stderr}`);
  return stdout;
}

/** A folder that is removed at the end of the test file. */
export function temporaryFolder(): { readonly file: (name: string) => string; remove(): void } {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'parkscope-export-'));
  return {
    file: (name) => path.join(folder, name),
    remove: () => fs.rmSync(folder, { recursive: true, force: true }),
  };
}
