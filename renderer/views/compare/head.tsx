import { useId, type JSX } from 'react';
import type { CaptureInfo, DocumentInfo } from '@core/api/document';
import { formatNanoseconds } from '@core/base/format';
import { comparableCaptures, type Sides } from '../../state/sides';
import { t } from '../../i18n/t';
import { CommandKey } from '../../ui/keys/caps';

const CLOCK = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });

/** `heap.2.pb.gz`, told apart from others of its name by its place. */
function captureName({ name, index }: CaptureInfo, info: DocumentInfo): string {
  return info.captures.some((other) => other.index !== index && other.name === name) ? `${name} (${index + 1})` : name;
}

/** A, Swap, B, and what changed in all. */
export function Head(props: {
  readonly info: DocumentInfo;
  readonly sides: Sides;
  readonly totals: {
    readonly a: string;
    readonly b: string;
    readonly delta: string;
    readonly share: string;
    readonly tone: string;
  } | null;
  readonly onPick: (side: 'a' | 'b', index: number) => void;
  readonly onSwap: () => void;
}): JSX.Element {
  const { info, sides, totals, onPick, onSwap } = props;
  return (
    <div className="cmp-head">
      <SidePick side="a" info={info} sides={sides} total={totals?.a ?? ''} onPick={onPick} />
      <button type="button" className="btn" onClick={onSwap}>
        {t('Swap')} <CommandKey id="compare.swap" />
      </button>
      <SidePick side="b" info={info} sides={sides} total={totals?.b ?? ''} onPick={onPick} />
      <span className="grow" />
      {totals !== null && (
        <span className={`change ${totals.tone}`}>
          <span className="sr">{t('Change')} </span>
          {totals.delta} <span>{totals.share}</span>
        </span>
      )}
    </div>
  );
}

function SidePick(props: {
  readonly side: 'a' | 'b';
  readonly info: DocumentInfo;
  readonly sides: Sides;
  readonly total: string;
  readonly onPick: (side: 'a' | 'b', index: number) => void;
}): JSX.Element {
  const { side, info, sides, total, onPick } = props;
  const id = useId();
  const capture = sides[side];
  // B may be anything that something compares with; A follows the kind of B.
  const options = comparableCaptures(info).filter(({ kind }) => side === 'b' || kind === sides.b.kind);
  return (
    <span className="side">
      <label htmlFor={id} className="mark-ab">
        <span aria-hidden="true">{side.toUpperCase()}</span>
        <span className="sr">{side === 'a' ? t('A, the older capture') : t('B, the newer capture')}</span>
      </label>
      <select
        id={id}
        value={capture.index}
        title={capture.name}
        onChange={(event) => onPick(side, Number(event.target.value))}
      >
        {options.map((option) => (
          <option key={option.index} value={option.index}>
            {captureName(option, info)}
          </option>
        ))}
      </select>
      <span className="d2 nw">
        {capture.durationNs !== null && capture.durationNs > 0
          ? formatNanoseconds(capture.durationNs)
          : capture.timeMs === null
            ? ''
            : CLOCK.format(capture.timeMs)}
      </span>
      <span className="b nw">{total}</span>
    </span>
  );
}
