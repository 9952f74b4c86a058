import type { CaptureInfo, DocumentInfo } from '@core/api/document';
import { dateFormat } from '../i18n/dates';
import { t } from '../i18n/t';

const CLOCK = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' } as const;
const DAY = { day: 'numeric', month: 'short' } as const;
const FULL = { dateStyle: 'medium', timeStyle: 'long' } as const;
const DAY_MS = 86_400_000;

/** `14:06:10` local; with the day when the document spans more than one; null when the capture's own time is not known. */
export function captureTime(capture: CaptureInfo, info: DocumentInfo): string | null {
  const { timeMs } = capture;
  if (timeMs === null) return null;
  const times = info.captures.flatMap((c) => (c.timeMs === null ? [] : [c.timeMs]));
  const wide = Math.max(...times) - Math.min(...times) > DAY_MS;
  return wide ? `${dateFormat(DAY).format(timeMs)} ${clockTime(timeMs)}` : clockTime(timeMs);
}

/** With date and zone, for tooltips. */
export function fullTime(timeMs: number): string {
  return dateFormat(FULL).format(timeMs);
}

export function clockTime(timeMs: number): string {
  return dateFormat(CLOCK).format(timeMs);
}

/** `today 14:08`, `yesterday`, `12 Nov`. */
export function dayOf(timeMs: number, nowMs: number): string {
  const midnight = new Date(nowMs).setHours(0, 0, 0, 0);
  if (timeMs >= midnight) return t('today {time}', { time: clockTime(timeMs).slice(0, 5) });
  return timeMs >= midnight - DAY_MS ? t('yesterday') : dateFormat(DAY).format(timeMs);
}
