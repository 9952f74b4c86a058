const SHORT = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });
const LONG = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });

/** `2026-12-01` as people write it: `1 Dec`, with the year where it is not this one. What is no date stays as it is. */
export function dayText(date: string, nowMs: number): string {
  const ms = Date.parse(`${date}T00:00:00Z`);
  if (Number.isNaN(ms)) return date;
  const thisYear = new Date(ms).getUTCFullYear() === new Date(nowMs).getUTCFullYear();
  return (thisYear ? SHORT : LONG).format(ms);
}

/** The day so many days from now, `2026-12-01`, UTC as suppressions count it. */
export function dayAfter(nowMs: number, days: number): string {
  return new Date(nowMs + days * 86_400_000).toISOString().slice(0, 10);
}
