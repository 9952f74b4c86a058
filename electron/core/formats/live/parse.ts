import type { Note } from '@core/api/document';
import { engineError, type EngineError } from '@core/api/errors';
import { throwIfCancelled, yieldToHost } from '@core/base/cancel';
import { formatCount } from '@core/base/format';
import { err, ok, type Result } from '@core/base/result';
import { decodeBatch } from '@core/base/wire/batches';
import { BLOCK_HEADER, RECORDING_MAGIC } from '@core/base/wire/blocks';
import { Mismatch } from '@core/base/wire/checks';
import { unreachableMessage } from '@core/base/wire/unreachable';
import type { Capture } from '@core/model/tables';
import type { Format, ParseInput } from '../format';
import { readBlocks, type Block, type Gap } from './blocks';
import { detectRecording } from './detect';
import { metricsOf } from './metrics';
import { LiveSeries } from './series';
import { lookSentences, unreachableOf } from './unreachable';

/** Captures of moments, bytes. */
const CAPTURES_BUDGET = 256 << 20;
/** Unpacked, between two pauses in which a cancel may arrive. */
const PAUSE_BYTES = 4 << 20;

export const recordingFormat: Format = { name: 'recording', detect: detectRecording, parse };

async function parse(input: ParseInput): Promise<Result<readonly Capture[], EngineError>> {
  const { name, bytes, size, compression, signal } = input;
  const version = new TextDecoder().decode(bytes.subarray(0, RECORDING_MAGIC.length));
  if (version !== RECORDING_MAGIC) return err(unknownVersion(name, version));
  const series = new LiveSeries({ format: 'recording', name, captureBytes: CAPTURES_BUDGET });
  const reader = new RecordingReader(series);
  let since = 0;
  for (const block of readBlocks(bytes)) {
    reader.read(block);
    since += 'plain' in block ? block.plain.length : 0;
    if (since < PAUSE_BYTES) continue;
    since = 0;
    input.progress({ done: block.at, found: series.moments.taken, noun: 'moments' });
    await yieldToHost();
    throwIfCancelled(signal);
  }
  if (series.moments.count === 0) return err(nothingIn(input, reader));
  const notes = reader.notes(input.cut, bytes.length);
  const ofFile = { size, compression };
  const head = {
    ...({
      name: `${name}: metrics`,
      format: 'recording',
      goVersion: series.info.goVersion || null,
      notes: [],
    } as const),
    ...{ timeMs: series.moments.atMs[series.moments.count - 1], durationNs: null },
  };
  // Questions that name no capture are about goroutines: those come first.
  return ok([
    ...series.kept.map(({ capture }, i) => ({ ...capture, ...ofFile, ...(i === 0 ? withNotes(capture, notes) : {}) })),
    { ...metricsOf(series, head), ...ofFile, live: series },
  ]);
}

function withNotes({ notes }: Capture, own: readonly Note[]): Pick<Capture, 'notes'> {
  return { notes: [...notes, ...own] };
}

/** Puts what is in blocks into a series, and counts what cannot be. */
class RecordingReader {
  readonly #series: LiveSeries;
  /** False until something says all that is so: then what comes is changes of what is known. */
  #known = false;
  /** In a key that says again what is known. */
  #skipping = false;
  readonly gaps: Gap[] = [];
  /** Blocks that are whole, but are changes of what was lost before them. */
  #useless = 0;
  #firstUseless = -1;
  #problems = 0;
  #problem = '';
  #problemAt = -1;
  #ended = '';
  /** Of the last look at what can be reached, or why there was none. */
  #looked: readonly string[] = [];

  constructor(series: LiveSeries) {
    this.#series = series;
  }

  read(block: Block | Gap): void {
    if (!('plain' in block)) {
      this.gaps.push(block);
      if (!block.tail) this.#known = false;
      return;
    }
    let used = false;
    let at = 0;
    const { plain } = block;
    const view = new DataView(plain.buffer, plain.byteOffset, plain.length);
    while (at < plain.length) {
      const length = at + FRAME_HEADER <= plain.length ? view.getUint32(at, true) : Infinity;
      const from = at + FRAME_HEADER;
      if (from + length > plain.length) {
        this.#wrong('a frame is longer than its block', block);
        break;
      }
      // A batch is read in place: at offset 0 of a buffer of its own its columns are aligned.
      const payload = plain.slice(from, from + length);
      if (plain[at + 4] === 0) used = this.#control(payload, block) || used;
      else used = this.#batch(payload, block) || used;
      at = from + length;
    }
    if (used) return;
    this.#useless++;
    if (this.#firstUseless < 0) this.#firstUseless = block.at;
  }

  #control(payload: Uint8Array, block: Block): boolean {
    const message = controlOf(payload);
    switch (message?.type) {
      case 'start':
        // Another run: what it says is of another watch.
        this.#known = false;
        this.#skipping = false;
        return true;
      case 'begin':
        this.#series.begin();
        this.#known = true;
        this.#skipping = false;
        this.#ended = '';
        return true;
      case 'key':
        this.#skipping = this.#known;
        if (!this.#known) this.#series.begin();
        this.#known = true;
        return true;
      case 'key-end':
        this.#skipping = false;
        return true;
      case 'end':
        this.#ended = message.reason;
        return true;
      case 'unreachable':
        return this.#unreachable(message.value, block);
      case 'unlooked':
        this.#looked = [`Not looked for proof: ${message.reason}`];
        return true;
      case undefined:
        this.#wrong('a control frame is none', block);
        return false;
      default:
        // Additions of later versions.
        return true;
    }
  }

  #unreachable(value: unknown, block: Block): boolean {
    if (!this.#known) return false;
    try {
      const message = unreachableMessage(value, 'unreachable');
      if (!this.#series.found(unreachableOf(message))) throw new Mismatch('unreachable', 'verdict on a moment');
      this.#looked = lookSentences(message);
      return true;
    } catch (error) {
      if (!(error instanceof Mismatch)) throw error;
      this.#wrong(error.message, block);
      return false;
    }
  }

  #batch(payload: Uint8Array<ArrayBuffer>, block: Block): boolean {
    if (this.#skipping) return true;
    if (!this.#known) return false;
    const batch = decodeBatch(payload);
    const taken = batch.ok ? this.#series.take(batch.value) : batch.error;
    if (typeof taken !== 'string') return true;
    this.#wrong(taken, block);
    this.#known = false;
    return false;
  }

  #wrong(what: string, { at }: Block): void {
    this.#problems++;
    if (this.#problem !== '') return;
    this.#problem = what;
    this.#problemAt = at;
  }

  get problem(): { readonly what: string; readonly at: number } | null {
    if (this.#problem !== '') return { what: this.#problem, at: this.#problemAt };
    const damaged = this.gaps.find(({ tail }) => !tail);
    return damaged === undefined ? null : { what: 'a block of it is damaged', at: damaged.at };
  }

  notes(cut: boolean, size: number): Note[] {
    const notes: Note[] = [];
    const damaged = this.gaps.filter(({ tail }) => !tail);
    const tail = this.gaps.find((gap) => gap.tail);
    const say = (kind: Note['kind'], message: string, count: number, offset: number | null): void =>
      void notes.push({ kind, message, count, offset, hint: '' });
    if (damaged.length > 0) {
      const lost = damaged.reduce((sum, { bytes }) => sum + bytes, 0);
      say('skipped', `${formatCount(lost)} damaged bytes are left out.`, lost, damaged[0].at);
    }
    if (this.#useless > 0)
      say(
        'skipped',
        `${formatCount(this.#useless)} ${this.#useless === 1 ? 'block says' : 'blocks say'} what changed since something that is lost, and ${this.#useless === 1 ? 'is' : 'are'} left out.`,
        this.#useless,
        this.#firstUseless,
      );
    if (this.#problems > 0)
      say('skipped', `What was recorded makes no sense in places: ${this.#problem}.`, this.#problems, this.#problemAt);
    if (tail !== undefined)
      say(
        'truncated',
        `The recording ends in the midst of a block, ${formatCount(tail.bytes)} bytes before its end: what was seen last is missing.`,
        tail.bytes,
        tail.at,
      );
    else if (cut) say('truncated', 'The packed recording ends early: what was seen last is missing.', 1, size);
    if (this.#ended !== '') say('info', this.#ended, 1, null);
    for (const sentence of this.#looked) say('info', sentence, 1, null);
    return notes;
  }
}

const FRAME_HEADER = 5;

interface Control {
  readonly type: string;
  /** Of an `end` or `unlooked`. */
  readonly reason: string;
  /** All of it. */
  readonly value: object;
}

/** Null for what is no control frame. */
function controlOf(payload: Uint8Array): Control | null {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload));
    if (typeof value !== 'object' || value === null || !('type' in value) || typeof value.type !== 'string')
      return null;
    const reason = 'reason' in value && typeof value.reason === 'string' ? value.reason : '';
    return { type: value.type, reason, value };
  } catch (error) {
    // What TextDecoder and JSON.parse throw for foreign bytes.
    if (error instanceof TypeError || error instanceof SyntaxError) return null;
    throw error;
  }
}

function unknownVersion(name: string, version: string): EngineError {
  return engineError('unsupported-version', `${name} is a recording of another version of Parkscope`, {
    reason: `It begins with ${JSON.stringify(version)}; this version reads ${JSON.stringify(RECORDING_MAGIC)}.`,
    hint: 'Open it with the version that recorded it, or a newer one.',
    offset: 0,
  });
}

/** A recording without a moment. */
function nothingIn({ name, bytes }: ParseInput, reader: RecordingReader): EngineError {
  const { problem } = reader;
  if (problem !== null) {
    return engineError('malformed', `${name} is damaged at byte ${formatCount(problem.at)}`, {
      reason: `It is a recording of a process, but ${problem.what}, and no moment of it can be read.`,
      hint: 'Copy it again from where it was recorded.',
      offset: problem.at,
    });
  }
  const at = reader.gaps[0]?.at ?? bytes.length;
  return engineError('truncated', `${name} ends before the first moment that it records`, {
    reason:
      bytes.length < RECORDING_MAGIC.length + BLOCK_HEADER
        ? 'It has no block.'
        : 'It was being written when the recorder was ended, or the process could not be read.',
    hint: 'Record again, for longer.',
    offset: at,
  });
}
