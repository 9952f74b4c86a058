import { Clock, X } from 'lucide-react';
import type { JSX } from 'react';
import { formatNanoseconds } from '@core/base/format';
import { clockText } from '../../charts/live-scale';
import { liveOf, SPANS_MS, useLiveShown } from '../../state/live';
import { Pick } from '../picks';

/** How much time the tracks show; a chosen part, with the way back. */
export function SpanPick({ doc }: { readonly doc: string }): JSX.Element {
  const { spanMs, range } = useLiveShown(doc);
  if (range !== null) {
    return (
      <span className="pick still">
        <Clock size={14} aria-hidden />
        {clockText(range.fromMs)} – {clockText(range.toMs)}
        <button
          type="button"
          className="cx"
          aria-label="Follow the newest"
          title="Follow the newest (r)"
          onClick={() => liveOf(doc).change({ range: null })}
        >
          <X size={12} aria-hidden />
        </button>
      </span>
    );
  }
  return (
    <Pick
      label="Time shown"
      title="How much time the tracks show (+ and −)"
      shown={
        <>
          <Clock size={14} aria-hidden />
          <span>last {spanText(spanMs)}</span>
        </>
      }
      options={SPANS_MS.map((ms) => ({ value: String(ms), text: `last ${spanText(ms)}`, note: '' }))}
      value={String(spanMs)}
      onChange={(value) => liveOf(doc).change({ spanMs: Number(value), range: null })}
    />
  );
}

/** `2 min`, `6 h`. */
function spanText(ms: number): string {
  if (ms < 120_000) return formatNanoseconds(ms * 1e6).replace(/\.0+(?=\D)/, '');
  return ms < 3_600_000 ? `${ms / 60_000}\u00a0min` : `${ms / 3_600_000}\u00a0h`;
}
