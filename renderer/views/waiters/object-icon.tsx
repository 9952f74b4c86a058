import type { JSX } from 'react';
import type { WaitObjectKind } from '@core/api/waiters';

/** One shape for each kind of thing that is waited for; the hue is that of the state it causes. */
const SHAPES: Readonly<
  Record<WaitObjectKind, { readonly hue: string; readonly path: string; readonly fill?: string }>
> = {
  channel: { hue: '--st-send', path: 'M2 3.5h12M2 12.5h12M3.5 8h7M8 5.5 10.5 8 8 10.5' },
  'nil channel': { hue: '--st-recv', path: 'M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2M3.8 3.8l8.4 8.4' },
  mutex: { hue: '--st-lock', path: 'M5 7V5a3 3 0 0 1 6 0v2', fill: 'M3 7h10v7H3z' },
  rwmutex: { hue: '--st-lock', path: 'M5 7V5a3 3 0 0 1 6 0v2M3.5 7.5h9v6h-9zM6.5 9.5v2M9.5 9.5v2' },
  waitgroup: { hue: '--st-sync', path: 'M2.5 3v10M6.2 3v10M9.8 3v10M13.5 3v10' },
  cond: { hue: '--st-sync', path: 'M3.5 11.5h9L11 9V6.5a3 3 0 0 0-6 0V9zM7 13.5h2M8 2v1.5' },
  semaphore: { hue: '--st-sync', path: 'M8 14V3M8 3.5h5.5L12 5.5l1.5 2H8M5 14h6' },
  timer: { hue: '--st-sleep', path: 'M8 3a5.5 5.5 0 1 0 0 11A5.5 5.5 0 0 0 8 3M8 5.5v3l2 1.5M6.5 1.5h3' },
  fd: { hue: '--st-io', path: 'M5 2v4M11 2v4M3.5 6h9v2a4.5 4.5 0 0 1-9 0zM8 12.5V15' },
  unknown: { hue: '--st-other', path: 'M5.5 6a2.5 2.5 0 1 1 3.6 2.2c-.7.4-1.1.9-1.1 1.8M8 12.6v.1' },
};

export function ObjectIcon({
  kind,
  size = 16,
}: {
  readonly kind: WaitObjectKind;
  readonly size?: number;
}): JSX.Element {
  const { hue, path, fill } = SHAPES[kind];
  return (
    <svg
      className="gl wt-icon"
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke={`var(${hue})`}
      strokeWidth={1.6}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={path} />
      {fill !== undefined && <path d={fill} fill={`var(${hue})`} />}
    </svg>
  );
}
