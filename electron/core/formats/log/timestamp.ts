const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** 2026-11-21T11:00:10.123Z, 2026-11-21 11:00:10,123 +01:00, 2026/11/21 11:00:10.123 (package log). */
const DATE = /(\d{4})[-/](\d\d)[-/](\d\d)[T ](\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?(?: ?(Z|UTC|[+-]\d\d:?\d\d))?/;
/** Nov 21 11:00:10, of syslog and journald: no year, no zone. */
const SYSLOG = /\b(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) +(\d{1,2}) (\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?/;
/** E1121 11:00:10.123456, of klog: no year, no zone. */
const KLOG = /\b[IWEF](\d\d)(\d\d) (\d\d):(\d\d):(\d\d)\.(\d{1,9})/;
/** 21/Nov/2026:11:00:10 +0000. */
const ACCESS = /\b(\d\d)\/([A-Z][a-z]{2})\/(\d{4}):(\d\d):(\d\d):(\d\d) ([+-]\d{4})/;
/** Seconds (with a fraction), milli-, micro- or nanoseconds since the epoch, of this century. */
const EPOCH = /^[\s"[]*([12]\d{9})(?:\.(\d{1,9})|(\d{3})(?:\d{3}){0,2})?(?=[\s"\],}]|$)/;

/**
 * The first moment that a piece of a log line names, ms since the epoch, or null. What has no zone is read as UTC; what has no year gets
 * the last one that does not put it more than a day behind `fileMs` (null: such a stamp is no moment).
 */
export function readTime(text: string, fileMs: number | null): number | null {
  const date = DATE.exec(text);
  if (date) {
    const [, year, month, day, hour, minute, second, fraction, zone] = date;
    return utc(+year, +month - 1, +day, +hour, +minute, +second, fraction, zone);
  }
  const access = ACCESS.exec(text);
  if (access) {
    const [, day, month, year, hour, minute, second, zone] = access;
    return utc(+year, MONTHS.indexOf(month), +day, +hour, +minute, +second, undefined, zone);
  }
  const syslog = SYSLOG.exec(text);
  if (syslog) {
    const [, month, day, hour, minute, second, fraction] = syslog;
    return thisYear(fileMs, (year) =>
      utc(year, MONTHS.indexOf(month), +day, +hour, +minute, +second, fraction, undefined),
    );
  }
  const klog = KLOG.exec(text);
  if (klog) {
    const [, month, day, hour, minute, second, fraction] = klog;
    return thisYear(fileMs, (year) => utc(year, +month - 1, +day, +hour, +minute, +second, fraction, undefined));
  }
  const epoch = EPOCH.exec(text);
  if (epoch === null) return null;
  const [, seconds, fraction, millis] = epoch;
  return Number(seconds) * 1000 + (millis === undefined ? milliseconds(fraction) : Number(millis));
}

function milliseconds(fraction: string | undefined): number {
  return fraction === undefined ? 0 : Number(fraction.slice(0, 3).padEnd(3, '0'));
}

function utc(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
  fraction: string | undefined,
  zone: string | undefined,
): number | null {
  if (month < 0 || month > 11 || day < 1 || day > 31 || hour > 24 || minute > 59 || second > 60) return null;
  const ms = Date.UTC(year, month, day, hour, minute, second, milliseconds(fraction));
  const shift = /^([+-])(\d\d):?(\d\d)$/.exec(zone ?? '');
  if (shift === null) return ms;
  return ms - (shift[1] === '-' ? -1 : 1) * (+shift[2] * 60 + +shift[3]) * 60_000;
}

const DAY_MS = 86_400_000;

function thisYear(fileMs: number | null, at: (year: number) => number | null): number | null {
  if (fileMs === null) return null;
  const year = new Date(fileMs).getUTCFullYear();
  const same = at(year);
  return same !== null && same > fileMs + DAY_MS ? at(year - 1) : same;
}
