import type { JSX } from 'react';

/** Icons of views and kinds of documents; ours, so that they belong together. Everything general comes from lucide-react. */
const PATHS = {
  findings: 'M3 3.5h10M3 8h6M3 12.5h4M12.2 8.2v3M12.2 13.2v.1',
  goroutines: 'M2.5 4h7M2.5 8h11M2.5 12h5M12.5 3v2M10.5 11v2',
  waiters:
    'M4 6.2a1.8 1.8 0 1 0 0 3.6 1.8 1.8 0 0 0 0-3.6M12 2.2a1.8 1.8 0 1 0 0 3.6 1.8 1.8 0 0 0 0-3.6M12 10.2a1.8 1.8 0 1 0 0 3.6 1.8 1.8 0 0 0 0-3.6M5.6 7.2 10.4 4.8M5.6 8.8l4.8 2.4',
  rules: 'M2.5 3.8l1.3 1.3 2-2.6M8.5 4h5M2.5 11.3l1.3 1.3 2-2.6M8.5 11.5h5',
  flame: 'M2 13h12M2 9.7h9M2 6.4h6M2 3.1h2.5',
  trace: 'M2.5 3.5h5M9.5 3.5h4M4.5 8h7M2.5 12.5h3M7.5 12.5h6',
  metrics: 'M2.5 12.5 5.8 8l2.6 2.6 5-6.6M2.5 14h11.5',
  heap: 'M2.5 13.5V9.2L6 6.5l3 2 4.5-5v10z',
  compare: 'M2.5 3h4v10h-4zM9.5 3h4v10h-4zM8 1.5v13',
  live: 'M8 6.8a1.2 1.2 0 1 0 0 2.4 1.2 1.2 0 0 0 0-2.4M5.2 5.2a4 4 0 0 0 0 5.6M10.8 5.2a4 4 0 0 1 0 5.6M3.1 3.1a6.9 6.9 0 0 0 0 9.8M12.9 3.1a6.9 6.9 0 0 1 0 9.8',
  top: 'M2.5 3.5h11M2.5 8h7.5M2.5 12.5h4',
  stack: 'M2.5 5 8 2.5 13.5 5 8 7.5zM2.5 8 8 10.5 13.5 8M2.5 11 8 13.5 13.5 11',
  file: 'M4 2h5l3 3v9H4zM9 2v3h3',
  core: 'M4.5 4.5h7v7h-7zM6.5 2v2.5M9.5 2v2.5M6.5 11.5V14M9.5 11.5V14M2 6.5h2.5M2 9.5h2.5M11.5 6.5H14M11.5 9.5H14',
  function: 'M5.5 4 2 8l3.5 4M10.5 4 14 8l-3.5 4',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, size = 16 }: { name: IconName; size?: number }): JSX.Element {
  return (
    <svg
      className="ic"
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth={1.3}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}

/** The product's mark: stacks beside two parked bars. */
export function Mark(): JSX.Element {
  return (
    <svg width="20" height="20" viewBox="0 0 20 20" aria-hidden="true">
      <path d="M3 4.5h14M3 10h6.5M3 15.5h14" stroke="currentColor" strokeWidth="2" strokeLinecap="round" />
      <path d="M13 7v6M16.5 7v6" stroke="var(--accent)" strokeWidth="2.2" strokeLinecap="round" />
    </svg>
  );
}
