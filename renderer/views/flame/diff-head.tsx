import { ArrowLeftRight } from 'lucide-react';
import type { JSX } from 'react';
import type { CaptureInfo } from '@core/api/document';
import type { DiffAnswer } from '@core/api/queries';
import { formatNanoseconds, formatValue } from '@core/base/format';
import { Choice } from '../../ui/pick';
import { changeShare, signedValue } from './flame-text';
import { t } from '../../i18n/t';

interface DiffHeadProps {
  readonly a: CaptureInfo;
  readonly b: CaptureInfo;
  /** What A and B can be, themselves included. */
  readonly captures: readonly CaptureInfo[];
  readonly answer: DiffAnswer | null;
  readonly onChange: (a: number, b: number) => void;
}

/** A … [Swap] B … and what changed in total. */
export function DiffHead({ a, b, captures, answer, onChange }: DiffHeadProps): JSX.Element {
  const unit = answer?.sampleType.unit ?? 'count';
  const delta = answer === null ? 0 : answer.new.shown - answer.base.shown;
  const choose = (side: 'A' | 'B', own: CaptureInfo, other: CaptureInfo): JSX.Element => (
    <Choice
      label={t('Capture {side}', { side })}
      before=""
      options={captures.map((capture) => ({ value: String(capture.index), text: capture.name, note: noteOf(capture) }))}
      value={String(own.index)}
      onChange={(value) => {
        const index = Number(value);
        // The other side's capture on this side is what Swap is for.
        const rest = index === other.index ? own.index : other.index;
        onChange(side === 'A' ? index : rest, side === 'A' ? rest : index);
      }}
    />
  );
  const facts = (capture: CaptureInfo, side: 'base' | 'new'): JSX.Element => (
    <>
      {capture.durationNs !== null && capture.durationNs > 0 && (
        <span className="d2">{formatNanoseconds(capture.durationNs)}</span>
      )}
      {answer !== null && <span>{formatValue(answer[side].shown, unit)}</span>}
    </>
  );
  return (
    <div className="diff-head" role="group" aria-label={t('What is compared')}>
      <b className="side">A</b>
      {choose('A', a, b)}
      {facts(a, 'base')}
      <span className="grow" />
      <button type="button" className="btn" onClick={() => onChange(b.index, a.index)} title={t('A becomes B')}>
        <ArrowLeftRight size={14} strokeWidth={1.3} aria-hidden />
        {t('Swap')}
      </button>
      <b className="side">B</b>
      {choose('B', b, a)}
      {facts(b, 'new')}
      <span className="grow" />
      {answer !== null && (
        <span className={`total ${delta > 0 ? 'up' : delta < 0 ? 'down' : ''}`}>
          <span className="d2">{answer.sampleType.type.replaceAll('_', ' ')}</span> {signedValue(delta, unit)}{' '}
          {changeShare(answer.base.shown, answer.new.shown)}
        </span>
      )}
    </div>
  );
}

function noteOf({ timeMs }: CaptureInfo): string {
  return timeMs === null ? '' : new Date(timeMs).toLocaleTimeString('en-GB');
}
