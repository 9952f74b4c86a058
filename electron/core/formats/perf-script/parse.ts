import type { Note, SampleType } from '@core/api/document';
import { engineError, type EngineError } from '@core/api/errors';
import { formatCount } from '@core/base/format';
import { err, ok, type Result } from '@core/base/result';
import { NOTHING_MORE, type Capture } from '@core/model/tables';
import { ofTextFile, type Format, type ParseInput } from '../format';
import { Pace } from '../pace';
import { detectPerfScript } from './detect';
import { isClock, isCpu } from './lines';
import { Samples } from './samples';

/** What `perf script` prints: one block a sample, stacks leaf first. */
export const perfScriptFormat: Format = { name: 'perf-script', detect: detectPerfScript, parse };

async function parse(input: ParseInput): Promise<Result<readonly Capture[], EngineError>> {
  const { bytes } = input;
  const samples = new Samples(bytes);
  const pace = new Pace(input, 'samples');
  let lastStart = 0;
  let complete = true;
  for (let at = 0; at < bytes.length;) {
    if (pace.due(at)) await pace.breathe(at, samples.count);
    let end = bytes.indexOf(10, at);
    complete = end >= 0;
    if (end < 0) end = bytes.length;
    lastStart = at;
    // A line without an end may be half a frame; its sample is then not complete either.
    if (complete) samples.line(at, end);
    at = end + 1;
  }
  const cut = input.cut || !complete;
  // A blank line ends every sample with a stack. Editors strip the last one, so the sample counts; but it may also be a cut.
  const unended = !cut && samples.open;
  if (cut) samples.dropOpen();
  else samples.flush();
  if (samples.count === 0) return err(nothing(input, samples, cut));
  // An event's own column says nothing new where it is the only one and its periods are not printed.
  const kept = samples.events.filter(({ periods }) => periods > 0 || samples.events.length > 1);
  const types: SampleType[] = [{ type: 'samples', unit: 'count' }];
  for (const { name, periods, samples: n } of kept)
    types.push({ type: name, unit: isClock(name) && periods === n ? 'nanoseconds' : 'count' });
  const notes: Note[] = [];
  if (cut || unended) {
    const what = cut
      ? 'within a sample, which is left out'
      : 'without the blank line after its last sample, which may lack frames';
    notes.push({
      kind: 'truncated',
      message: `The file ends early, at byte ${formatCount(bytes.length)}, ${what}.`,
      count: 1,
      offset: lastStart,
      hint: 'Counts are lower bounds.',
    });
  }
  if (samples.odd > 0) {
    notes.push({
      kind: 'skipped',
      message: `${formatCount(samples.odd)} lines are neither the start of a sample nor a frame and are left out.`,
      count: samples.odd,
      offset: samples.firstOdd,
      hint: '',
    });
  }
  if (samples.bare > 0) {
    notes.push({
      kind: 'info',
      message: `${formatCount(samples.bare)} samples have no stack.`,
      count: samples.bare,
      offset: null,
      hint: 'Record with stacks: perf record -g.',
    });
  }
  const most = kept.reduce((best, { samples: n }, i) => (n > kept[best].samples ? i : best), 0);
  return ok([
    {
      ...ofTextFile(input),
      format: 'perf-script',
      kind: samples.events.some(({ name }) => isCpu(name)) ? 'cpu' : 'custom',
      durationNs: samples.durationNs,
      comments: samples.comments,
      notes,
      ...samples.finish({ types, defaultType: kept.length === 0 ? 0 : 1 + most }, [
        0,
        ...kept.map(({ column }) => column),
      ]),
      goroutines: null,
      ...NOTHING_MORE,
    },
  ]);
}

function nothing(input: ParseInput, { firstOdd, odd }: Samples, cut: boolean): EngineError {
  if (cut && odd === 0) {
    return engineError('truncated', `${input.name} ends before its first sample does`, {
      reason: 'It is the output of perf script, and its first sample is not complete.',
      hint: 'Run perf script again and let it end.',
      offset: input.bytes.length,
    });
  }
  return engineError('malformed', `${input.name} is damaged at byte ${formatCount(Math.max(0, firstOdd))}`, {
    reason: 'It looks like the output of perf script, but no sample in it can be read.',
    hint: 'Run perf script again, with its default fields.',
    offset: Math.max(0, firstOdd),
  });
}
