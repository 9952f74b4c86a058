import type { CaptureInfo, DocumentInfo } from '@core/api/document';

const CLOCK = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const FULL = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'long' });
const DAY_MS = 86_400_000;

/** `14:06:10` local; with the day when the document spans more than one; null when the capture's own time is not known. */
export function captureTime(capture: CaptureInfo, info: DocumentInfo): string | null {
  const { timeMs } = capture;
  if (timeMs === null) return null;
  const times = info.captures.flatMap((c) => (c.timeMs === null ? [] : [c.timeMs]));
  const wide = Math.max(...times) - Math.min(...times) > DAY_MS;
  return wide ? `${DAY.format(timeMs)} ${CLOCK.format(timeMs)}` : CLOCK.format(timeMs);
}

/** With date and zone, for tooltips. */
export function fullTime(timeMs: number): string {
  return FULL.format(timeMs);
}

export function clockTime(timeMs: number): string {
  return CLOCK.format(timeMs);
}

/** `today 14:08`, `yesterday`, `12 Nov`. */
export function dayOf(timeMs: number, nowMs: number): string {
  const midnight = new Date(nowMs).setHours(0, 0, 0, 0);
  if (timeMs >= midnight) return `today ${CLOCK.format(timeMs).slice(0, 5)}`;
  return timeMs >= midnight - DAY_MS ? 'yesterday' : DAY.format(timeMs);
}
