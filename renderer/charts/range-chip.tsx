import { X } from 'lucide-react';
import type { JSX } from 'react';
import type { TimeRange } from '@core/api/trace';
import { formatNanoseconds } from '@core/base/format';
import { t } from '../i18n/t';
import { rangeText } from './trace-scale';
import './range-chip.css';

/** Says that only a part of a trace is shown, with a way to the timeline that chose it and one back to the whole. */
export function RangeChip(props: {
  readonly range: TimeRange;
  readonly onOpen: () => void;
  readonly onClear: () => void;
}): JSX.Element {
  const { range, onOpen, onClear } = props;
  return (
    <span className="range-chip" role="group" aria-label={t('Part of the trace')}>
      <button type="button" className="lnk" title={t('Choose another part in the timeline')} onClick={onOpen}>
        {rangeText(range)}, {formatNanoseconds(range.toNs - range.fromNs)}
      </button>
      <button type="button" className="cx" aria-label={t('Show the whole trace')} onClick={onClear}>
        <X size={14} strokeWidth={1.3} aria-hidden />
      </button>
    </span>
  );
}
