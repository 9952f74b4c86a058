import { OPERATIONS } from '@core/api/operation';
import { GOROUTINE_LEAKED, GOROUTINE_NIL_CHANNEL, GOROUTINE_NO_CASES } from '@core/model/tables';
import { Profile } from 'pprof-format';
import { describe, expect, it } from 'vitest';
import { captureFiles, capturePath } from '../../../support/fixtures';
import { goMissing, pprofTop } from '../../../support/go';
import { detects, parsed, sampleTexts, unpackedFile } from './read';

const files = captureFiles(/\.pb\.gz$/);
const KINDS = new Set(['goroutine', 'goroutineleak', 'heap', 'allocs', 'cpu', 'block', 'mutex', 'threadcreate']);

/** What pprof-format reads, in the same words; the numbers in the captures are not negative. */
function oracle(bytes: Uint8Array): string[] {
  const profile = Profile.decode(bytes);
  const text = (id: number | bigint): string => profile.stringTable.strings[Number(id)];
  const functions = new Map(profile.function.map((f) => [Number(f.id), text(f.name)]));
  const locations = new Map(profile.location.map((l) => [Number(l.id), l]));
  const mappings = new Map(profile.mapping.map((m) => [Number(m.id), text(m.filename)]));
  return profile.sample.map((sample) => {
    const stack = sample.locationId.flatMap((id) => {
      const location = locations.get(Number(id));
      if (location === undefined) throw new Error(`no location ${id}`);
      const binary = mappings.get(Number(location.mappingId))?.split('/').at(-1);
      if (location.line.length === 0) return [binary ? `[${binary}]:0` : '<unknown>:0'];
      return location.line.map((line, i, all) => {
        const inline = i < all.length - 1 ? ' (inline)' : '';
        return `${functions.get(Number(line.functionId)) || '<unknown>'}:${Number(line.line)}${inline}`;
      });
    });
    const labels = sample.label.map(({ key, str, num, numUnit }) => {
      const unit = text(numUnit);
      // Neither a string nor a number: Go's empty string.
      const number = Number(num) === 0 && unit === '' ? '' : `${Number(num)}${unit === '' ? '' : ` ${unit}`}`;
      return `${text(key)}=${Number(str) !== 0 ? text(str) : number}`;
    });
    return `${sample.value.map(Number).join(' ')} | ${stack.join(' < ')} | ${labels.sort().join(', ')}`;
  });
}

describe('pprof captures of real programs', () => {
  it('are there for every kind', () => {
    const kinds = new Set(files.map((file) => file.replace(/.*\//, '').replace(/\..*/, '')));
    expect([...KINDS].filter((kind) => !kinds.has(kind))).toEqual([]);
  });

  it.each(files)('%s has the samples that pprof-format reads, and its kind', async (file) => {
    const bytes = unpackedFile(capturePath(file));
    expect(detects(bytes)).toBe(true);
    const capture = await parsed(bytes);
    expect(sampleTexts(capture)).toEqual(oracle(bytes));
    // Named after its kind, or after what it shows: then it is of goroutines.
    const name = file.replace(/.*\//, '').replace(/\..*/, '');
    expect(capture.kind).toBe(name === 'states' ? 'goroutine' : name);
    expect(capture.notes).toEqual([]);
    expect(capture.timeSource).toBe('capture');
    expect(new Date(capture.timeMs ?? 0).getUTCFullYear()).toBeGreaterThan(2024);
  });

  const missing = goMissing();
  it.skipIf(missing !== null)(
    `flat and cum of cpu, heap and block are those of go tool pprof${missing ? ` (${missing})` : ''}`,
    async () => {
      for (const [file, type, unit] of [
        ['busy/go1.26/cpu.pb.gz', 'cpu', 'ns'],
        ['busy/go1.26/heap.pb.gz', 'alloc_space', 'B'],
        ['busy/go1.22/block.pb.gz', 'delay', 'ns'],
        ['busy/go1.26/threadcreate.pb.gz', 'threadcreate', 'count'],
      ]) {
        const capture = await parsed(unpackedFile(capturePath(file)));
        const { samples, stacks, frames, functions, strings } = capture;
        const values = samples.values[samples.types.findIndex((t) => t.type === type)];
        const rows = new Map<string, { flat: number; cum: number }>();
        for (let i = 0; i < samples.count; i++) {
          const seen = new Set<string>();
          for (let at = samples.stack[i]; at !== 0; at = stacks.prefix[at]) {
            const name = strings.get(functions.name[frames.func[stacks.frame[at]]]);
            const row = rows.get(name) ?? { flat: 0, cum: 0 };
            if (at === samples.stack[i]) row.flat += values[i];
            if (!seen.has(name)) row.cum += values[i];
            seen.add(name);
            rows.set(name, row);
          }
        }
        // pprof's own -top applies drop_frames of heap profiles; raw stacks are what is compared here.
        const theirs = pprofTop(capturePath(file), type, unit).rows;
        for (const row of theirs) {
          if (type === 'alloc_space') expect(rows.get(row.function)?.cum, `${file} ${row.function}`).toBe(row.cum);
          else expect(rows.get(row.function), `${file} ${row.function}`).toEqual({ flat: row.flat, cum: row.cum });
        }
        expect(theirs.length).toBeGreaterThan(0);
      }
    },
  );
});

describe('goroutine profiles', () => {
  const rowsOf = async (file: string): Promise<string[]> => {
    const { goroutines } = await parsed(unpackedFile(capturePath(file)));
    if (goroutines === null) throw new Error('no goroutines');
    return Array.from({ length: goroutines.count }, (_, row) => {
      const flags = [
        [GOROUTINE_LEAKED, 'leaked'],
        [GOROUTINE_NIL_CHANNEL, 'nil'],
        [GOROUTINE_NO_CASES, 'no cases'],
      ] as const;
      const marks = flags.filter(([bit]) => goroutines.flags[row] & bit).map(([, name]) => name);
      return [goroutines.weight[row], OPERATIONS[goroutines.operation[row]], ...marks].join(' ');
    });
  };

  it('count what the runtime counts, with the operation recovered from frames', async () => {
    const rows = await rowsOf('parked100k/go1.26/goroutine.pb.gz');
    expect(rows[0]).toBe('100000 chan send');
    expect(rows.map((row) => Number(row.split(' ')[0])).reduce((a, b) => a + b)).toBe(102489);
  });

  it('show nil channels and an empty select', async () => {
    expect(
      (await rowsOf('nilchan/go1.26/goroutine.pb.gz')).filter((row) => row.endsWith(' nil')).length,
    ).toBeGreaterThan(0);
    expect((await rowsOf('emptyselect/go1.22/goroutine.pb.gz')).some((row) => row.endsWith(' select no cases'))).toBe(
      true,
    );
  });

  it('are all leaked in a goroutineleak profile', async () => {
    const rows = await rowsOf('leakedmark/go1.26/goroutineleak.pb.gz');
    expect(rows.length).toBeGreaterThan(3);
    expect(rows.filter((row) => !row.includes('leaked'))).toEqual([]);
  });
});
