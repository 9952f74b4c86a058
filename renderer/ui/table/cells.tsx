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
