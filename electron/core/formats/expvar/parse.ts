import type { FormatName, Note } from '@core/api/document';
import type { EngineError } from '@core/api/errors';
import { engineError } from '@core/api/errors';
import { throwIfCancelled, yieldToHost } from '@core/base/cancel';
import { formatCount } from '@core/base/format';
import { err, ok, type Result } from '@core/base/result';
import type { Capture } from '@core/model/tables';
import type { Format, ParseInput } from '../format';
import { cutNote, metricsCapture, unreadableMetrics } from '../metrics-capture';
import { detectExpvar } from './detect';
import { VariablesReader } from './variables';

export const expvar: Format = {
  name: 'expvar',
  detect: detectExpvar,
  parse: (input) => parseVariables(input, 'expvar', 'expvar JSON (/debug/vars)'),
};

/** Variables as JSON, of expvar and of runtime/metrics: the readable part and notes on the rest. */
export async function parseVariables(
  input: ParseInput,
  format: FormatName,
  what: string,
): Promise<Result<readonly Capture[], EngineError>> {
  const reader = new VariablesReader(input.bytes);
  for (let documents = 1; reader.next(); documents++) {
    input.progress({ done: reader.at, found: reader.builder.points, noun: 'points' });
    if (documents % 64 !== 0) continue;
    await yieldToHost();
    throwIfCancelled(input.signal);
  }
  const { builder, losses, problem, at } = reader;
  if (builder.points === 0 && problem === 'cut') {
    return err(
      engineError('truncated', `${input.name} ends before its first number`, {
        reason: `It is ${what} that ends at byte ${formatCount(input.bytes.length)}.`,
        hint: 'Fetch it again and let the download finish.',
        offset: input.bytes.length,
      }),
    );
  }
  if (builder.points === 0) {
    const why = problem ?? (losses.oddLines > 0 ? 'something else follows it' : 'there is no number in it');
    return err(unreadableMetrics(input, what, problem === null ? Math.max(0, losses.firstOdd) : at, why));
  }
  const notes: Note[] = [];
  if (problem === 'cut' || (input.cut && problem === null))
    notes.push(cutNote(input.bytes.length, 'the numbers before its end are shown'));
  else if (problem !== null) {
    notes.push({
      kind: 'truncated',
      message: `Damaged at byte ${formatCount(at)}: ${problem}. What follows is not read.`,
      count: input.bytes.length - at,
      offset: at,
      hint: 'Fetch it again and check for status 200.',
    });
  }
  notes.push(...losses.notes());
  if (reader.notNumbers > 0) {
    const names = reader.notNumberNames.join(', ');
    const more = reader.notNumbers - reader.notNumberNames.length;
    notes.push({
      kind: 'skipped',
      message: `${formatCount(reader.notNumbers)} ${reader.notNumbers === 1 ? 'value is' : 'values are'} no number and left out: ${names}${more > 0 ? ` and ${formatCount(more)} more` : ''}.`,
      count: reader.notNumbers,
      offset: null,
      hint: '',
    });
  }
  const { comments, memStats } = reader;
  return ok([metricsCapture(input, builder, { format, comments, notes, memStats })]);
}
