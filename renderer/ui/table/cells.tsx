import type { JSX } from 'react';

/** A number with a bar under it, as wide as its share of the column's room. The number says it; the bar shows it. */
export function BarCell({
  text,
  share,
  colour,
  strong = false,
}: {
  readonly text: string;
  /** 0 … 1 of the room. */
  readonly share: number;
  readonly colour: string;
  readonly strong?: boolean;
}): JSX.Element {
  return (
    <span className="barred">
      <span className={strong ? 'b' : undefined}>{text}</span>
      {share > 0 && <i style={{ width: `${Math.min(100, Math.max(share * 100, 0.5))}%`, background: colour }} />}
    </span>
  );
}

/** A change as a bar from the middle: to the right what became more, to the left what became less, grey what may be chance. */
export function ChangeBar({
  delta,
  most,
  grey,
  title,
}: {
  readonly delta: number;
  /** The largest change there is, which fills its half. */
  readonly most: number;
  readonly grey: boolean;
  readonly title?: string;
}): JSX.Element {
  const width = `${Math.max(0.5, most === 0 ? 0 : (50 * Math.abs(delta)) / most)}%`;
  const side = delta < 0 ? { right: '50%' } : { left: '50%' };
  const background = grey ? 'var(--d0)' : delta < 0 ? 'var(--d-2)' : 'var(--d2)';
  return (
    <span className="change-bar" title={title} aria-hidden={title === undefined}>
      <i style={{ ...side, width, background }} />
    </span>
  );
}
