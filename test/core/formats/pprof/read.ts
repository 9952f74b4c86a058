import type { EngineError } from '@core/api/errors';
import { ok, type Result } from '@core/base/result';
import { inlinePool } from '@core/formats/pool';
import { pprofFormat } from '@core/formats/pprof/parse';
import { assertIntegrity } from '@core/model/integrity';
import { FRAME_INLINED } from '@core/model/tables';
import type { Capture } from '@core/model/tables';
import fs from 'node:fs';
import { gunzipSync } from 'node:zlib';

/** Parses unpacked bytes and walks the result's references. */
export async function parseBytes(bytes: Uint8Array, cut = false): Promise<Result<Capture, EngineError>> {
  const result = await pprofFormat.parse({
    name: 'x.pb.gz',
    bytes,
    size: bytes.length,
    compression: 'gzip',
    modifiedMs: 5,
    cut,
    signal: null,
    pool: inlinePool(),
    progress: () => {},
  });
  if (!result.ok) return result;
  const [capture] = result.value;
  assertIntegrity(capture!);
  return ok(capture!);
}

export async function parsed(bytes: Uint8Array, cut = false): Promise<Capture> {
  const result = await parseBytes(bytes, cut);
  if (!result.ok) throw new Error(`${result.error.message}: ${result.error.reason}`);
  return result.value;
}

export async function refused(bytes: Uint8Array, cut = false): Promise<EngineError> {
  const result = await parseBytes(bytes, cut);
  if (result.ok) throw new Error('was read without an error');
  return result.error;
}

export function detects(bytes: Uint8Array): boolean {
  const head = bytes.subarray(0, 65536);
  return pprofFormat.detect({ head, text: Buffer.from(head).toString('latin1'), compression: 'none' });
}

export function unpackedFile(file: string): Uint8Array {
  const bytes = fs.readFileSync(file);
  return new Uint8Array(bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes);
}

/** Frames of a stack, leaf first: `name:line`, `name:line (inline)`, with `@address` when asked. */
function stackText(capture: Capture, stack: number, addresses = false): string[] {
  const { strings, functions, frames, stacks } = capture;
  const out: string[] = [];
  for (let at = stack; at !== 0; at = stacks.prefix[at]) {
    const frame = stacks.frame[at];
    const high = BigInt(frames.addressHigh[frame]) << 32n;
    const address = addresses ? `@${(high | BigInt(frames.addressLow[frame])).toString(16)}` : '';
    const inline = frames.flags[frame] & FRAME_INLINED ? ' (inline)' : '';
    out.push(`${strings.get(functions.name[frames.func[frame]])}:${frames.line[frame]}${address}${inline}`);
  }
  return out;
}

/** Labels of a set: `key=value`, `key=5 unit`. */
export function labelText(capture: Capture, set: number): string[] {
  const { strings, labelSets } = capture;
  const out: string[] = [];
  for (let i = labelSets.start[set]; i < labelSets.start[set + 1]; i++) {
    const number = labelSets.number[i];
    const unit = strings.get(labelSets.unit[i]);
    const value = Number.isNaN(number) ? strings.get(labelSets.value[i]) : `${number}${unit === '' ? '' : ` ${unit}`}`;
    out.push(`${strings.get(labelSets.key[i])}=${value}`);
  }
  return out;
}

/** Every sample as text: values, stack leaf first, labels. */
export function sampleTexts(capture: Capture, addresses = false): string[] {
  const { samples } = capture;
  return Array.from({ length: samples.count }, (_, row) => {
    const values = samples.values.map((column) => column[row]).join(' ');
    const labels = labelText(capture, samples.labels[row]).join(', ');
    return `${values} | ${stackText(capture, samples.stack[row], addresses).join(' < ')} | ${labels}`;
  });
}
