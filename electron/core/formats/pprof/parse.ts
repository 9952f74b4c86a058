import type { EngineError } from '@core/api/errors';
import { throwIfCancelled, yieldToHost } from '@core/base/cancel';
import { err, ok } from '@core/base/result';
import type { Result } from '@core/base/result';
import type { Format, ParseInput, PieceReader, Unread } from '@core/formats/format';
import type { Capture } from '@core/model/tables';
import { cutShort, damaged } from './answers';
import { assemble, betweenParts, readTypes } from './assemble';
import { CarefulSamples } from './careful';
import { Damage, TOO_MANY_STACKS } from './damage';
import { detectPprof } from './detect';
import { locationRows } from './location-rows';
import { ProfilePieces, type Taken } from './pieces';
import { scanProfile } from './scan';
import type { Layout } from './scan';
import { ProfileStrings } from './strings';
import { readSymbols } from './symbols';

/** Bytes decoded between two looks at the host. */
const STEP = 8 << 20;

/** Profiles in Google's protobuf format (profile.proto), as Go's runtime/pprof and most profilers write them. */
export const pprofFormat: Format = { name: 'pprof', detect: detectPprof, parse, inPieces };

function inPieces(input: Unread, expected: number): PieceReader {
  const pieces = new ProfilePieces(expected);
  return {
    noun: 'samples',
    get found() {
      return pieces.found;
    },
    take: (piece) => pieces.take(piece),
    finish: () => finish(input, pieces),
  };
}

async function parse(input: ParseInput): Promise<Result<readonly Capture[], EngineError>> {
  const quick = input.cut ? null : await parseAsPieces(input);
  if (quick !== null) return quick;
  try {
    return await parseCarefully(input, scanProfile(input.bytes));
  } catch (error) {
    if (error instanceof Damage) return err(damaged(input, error));
    throw error;
  }
}

async function parseAsPieces(input: ParseInput): Promise<Result<readonly Capture[], EngineError> | null> {
  const { bytes } = input;
  const pieces = new ProfilePieces(bytes.length);
  for (let from = 0; from < bytes.length; from += STEP) {
    throwIfCancelled(input.signal);
    const to = Math.min(from + STEP, bytes.length);
    if (!pieces.take(bytes.subarray(from, to))) return null;
    input.progress({ done: Math.round(to * 0.8), found: pieces.found, noun: 'samples' });
    if (to < bytes.length) await yieldToHost();
  }
  return finish(input, pieces);
}

/** Null where the careful way must look at it. */
async function finish(input: Unread, pieces: ProfilePieces): Promise<Result<readonly Capture[], EngineError> | null> {
  try {
    const taken = pieces.finish();
    return taken === null ? null : await fromPieces(input, taken);
  } catch (error) {
    if (error instanceof Damage) return null;
    throw error;
  }
}

async function fromPieces(input: Unread, taken: Taken): Promise<Result<readonly Capture[], EngineError> | null> {
  const { tables: bytes, runs, size } = taken;
  const layout = scanProfile(bytes);
  // Tags of samples may be written in several bytes, which nobody does.
  if (layout.samples.count > 0) return null;
  const strings = new ProfileStrings(bytes, layout.strings, false);
  const types = readTypes(bytes, layout.sampleTypes, 'sample type', strings);
  const symbols = readSymbols(bytes, layout, strings, false);
  const tables = { bytes, layout, strings, types, symbols };
  const fill = taken.columns(types.length);
  const location = fill && locationRows(fill, symbols.locations);
  if (fill === null || location === null) return null;
  await betweenParts(input, fill.rows);
  const { sets, set } = runs.decode(strings);
  const { labels, values, start } = fill.finish();
  if (!set.every((id, run) => id === run)) for (let row = 0; row < fill.rows; row++) labels[row] = set[labels[row]];
  await betweenParts(input, fill.rows);
  const capture = await assemble(input, { size, cut: false }, tables, {
    count: fill.rows,
    ...{ values, labels },
    labelSets: sets.finish(),
    runs: { start, location, frameStart: symbols.frameStart, frame: symbols.frameIds },
    dropped: 0,
    inexact: fill.inexact + sets.inexact,
    tooLarge: () => new Damage(0, 'sample, location_id', TOO_MANY_STACKS, 'too-large'),
  });
  return ok([capture]);
}

/** With all bytes at hand: answers what is wrong and where, and what is left of a profile that ends early. Throws `Damage`. */
async function parseCarefully(input: ParseInput, layout: Layout): Promise<Result<readonly Capture[], EngineError>> {
  const { bytes } = input;
  const cut = input.cut || layout.cutAt >= 0;
  const strings = new ProfileStrings(bytes, layout.strings, cut);
  const types = readTypes(bytes, layout.sampleTypes, 'sample type', strings);
  // Without the names of its sample types a profile has numbers without a meaning.
  if (cut && (types.length === 0 || strings.lost > 0)) {
    const table = layout.strings.count === 0 ? 'is missing' : 'is not complete';
    return err(cutShort(input, layout, `the table of names, which comes last, ${table}`));
  }
  const symbols = readSymbols(bytes, layout, strings, cut);
  const named = layout.functions.count === 0 || symbols.functions.name.some((id) => strings.has(id));
  if (cut && !named) return err(cutShort(input, layout, 'the names of all functions are missing'));

  const samples = new CarefulSamples({ bytes, layout, symbols, strings, cut }, types.length);
  const { fill, labelSets } = samples;
  throwIfCancelled(input.signal);
  while (samples.read(samples.pos + STEP)) {
    input.progress({ done: Math.round(samples.pos * 0.8), found: fill.rows, noun: 'samples' });
    await yieldToHost();
    throwIfCancelled(input.signal);
  }
  if (cut && fill.rows === 0) return err(cutShort(input, layout, 'none of them is complete'));
  const capture = await assemble(
    input,
    { size: bytes.length, cut },
    { bytes, layout, strings, types, symbols },
    {
      count: fill.rows,
      ...fill.finish(),
      labelSets: labelSets.finish(),
      runs: samples.runs(symbols),
      dropped: fill.dropped,
      inexact: fill.inexact + labelSets.inexact,
      tooLarge: (row) => samples.tooLarge(row),
    },
  );
  return ok([capture]);
}
