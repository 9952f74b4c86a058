import type { LookFacts } from '@core/api/live';
import type { Unreachable, Verdicts } from '@core/model/unreachable';
import { badParams } from '../failure';
import { checkNumber } from '../params';
import type { Question } from './question';

/** What was found of the process by the moment of a capture, and what is under way now. */
export const looks: Question<'looks'> = (doc, { capture }) => {
  const { over } = doc;
  if (over === undefined)
    throw badParams('doc', `${doc.info.title} was not watched over time`, 'Attach to a process, or open a recording.');
  const newest = over.series.kept.at(-1);
  const at = capture === null ? null : checkNumber('capture', capture, 0, Number.MAX_SAFE_INTEGER);
  // Metrics, and moments that are not kept any more, have none of their own.
  const shown = at === null ? undefined : doc.analyses[at]?.capture;
  const of =
    shown?.kind === 'goroutine' || newest === undefined ? shown : doc.analyses[over.indexOf(newest.number)].capture;
  const verdicts = of?.unreachable;
  return Promise.resolve({
    possible: over.looks !== undefined && (over.status === 'watching' || over.status === 'lost'),
    running: over.looks?.running ?? null,
    refused: over.looks?.refused ?? '',
    stopNs: over.looks?.stopNs ?? stopsOf(verdicts),
    look: verdicts === undefined ? null : factsOf(verdicts.look),
    proof: verdicts === undefined || verdicts.proof === null ? null : factsOf(verdicts.proof),
    runtimeMs: over.runtime?.atMs ?? null,
  });
};

/** Of a recording, as far as the verdicts tell. */
function stopsOf(verdicts: Verdicts | undefined): readonly number[] {
  if (verdicts === undefined) return [];
  const { look, proof } = verdicts;
  return [...(proof?.scanned.stopNs ?? []), ...(proof === look ? [] : look.scanned.stopNs)];
}

function factsOf({ atMs, grade, unproven, found, scanned, retainedBytes, stackBytes, notes }: Unreachable): LookFacts {
  const { suspects, unclear, passes, heapBytes, objects, rootWords, goroutines, expectedStopNs, stopNs } = scanned;
  return {
    ...{ atMs, grade, unproven, found, suspects, unclear, notes },
    ...{ retainedBytes: sum(retainedBytes), stackBytes: sum(stackBytes) },
    ...{ passes, heapBytes, objects, rootWords, goroutines, expectedStopNs, stopNs },
  };
}

const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);
