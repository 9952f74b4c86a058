import { Clock, X } from 'lucide-react';
import type { JSX } from 'react';
import { clockText } from '../../charts/live-scale';
import { liveOf, SPANS_MS, useLiveShown, type Span } from '../../state/live';
import { Pick } from '../../ui/pick';
import { t } from '../../i18n/t';

/** How much time the tracks show; a chosen part, with the way back. */
export function SpanPick(props: {
  readonly doc: string;
  /** A file: all of it is there. */
  readonly recorded: boolean;
}): JSX.Element {
  const { doc, recorded } = props;
  const { span, range } = useLiveShown(doc);
  const shown = recorded && span === 'auto' ? 'all' : span;
  if (range !== null) {
    return (
      <span className="pick still">
        <Clock size={14} aria-hidden />
        {clockText(range.fromMs)} – {clockText(range.toMs)}
        <button
          type="button"
          className="cx"
          aria-label={t('Follow the newest')}
          title={t('Follow the newest (r)')}
          onClick={() => liveOf(doc).change({ range: null })}
        >
          <X size={12} aria-hidden />
        </button>
      </span>
    );
  }
  return (
    <Pick
      label={t('Time shown')}
      title={t('How much time the tracks show (+ and −)')}
      shown={
        <>
          <Clock size={14} aria-hidden />
          <span>{spanText(shown)}</span>
        </>
      }
      options={[...(recorded ? [] : (['auto'] as const)), ...SPANS_MS, 'all' as const].map((one) => ({
        value: String(one),
        text: spanText(one),
        note: one === 'auto' ? t('as long as it is watched') : '',
      }))}
      value={String(shown)}
      onChange={(value) =>
        liveOf(doc).change({ span: value === 'auto' || value === 'all' ? value : Number(value), range: null })
      }
    />
  );
}

/** `last 2 min`, `last 6 h`, `all`. */
function spanText(span: Span): string {
  if (span === 'auto') return t('up to 2\u00a0min');
  if (span === 'all') return 'all';
  if (span < 60_000) return t('last {span}\u00a0s', { span: span / 1000 });
  return span < 3_600_000
    ? t('last {span}\u00a0min', { span: span / 60_000 })
    : t('last {span}\u00a0h', { span: span / 3_600_000 });
}
