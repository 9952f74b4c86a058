const RFC3339 = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d(?:[.,]\d{1,9})?) ?(Z|UTC|GMT|[+-]\d\d:?\d\d)$/i;
/** `date` of a shell: Sat Nov 21 13:48:08 UTC 2026; `date -u -R` and HTTP: Sat, 21 Nov 2026 13:48:08 GMT. */
const UNIX_DATE = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) +([A-Z][a-z]{2}) +(\d{1,2}) (\d\d:\d\d:\d\d) (UTC|GMT) (\d{4})$/;
const MAIL_DATE =
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), (\d{1,2}) ([A-Z][a-z]{2}) (\d{4}) (\d\d:\d\d:\d\d) (GMT|UTC|[+-]\d{4})$/;
const AROUND = /^[#=*/\s-]*(?:date:\s*)?(.*?)[\s=*-]*$/i;
const MOST = 80;

/**
 * The moment that a line between two scrapes tells (`date >> scrapes.txt; curl … >> scrapes.txt`), ms since the epoch; null when it
 * tells none. A time without a zone is none: it could be any.
 */
export function scrapeTime(line: string): number | null {
  if (line.length > MOST) return null;
  const text = AROUND.exec(line)?.[1] ?? '';
  if (/^1\d{9}(?:\.\d+)?$/.test(text)) return Number(text) * 1000;
  if (/^1\d{12}$/.test(text)) return Number(text);
  if (/^1\d{18}$/.test(text)) return Number(text) / 1e6;
  const iso = RFC3339.exec(text);
  if (iso !== null) {
    const zone = /^[+-]/.test(iso[3]) ? iso[3].replace(/^(...)(\d\d)$/, '$1:$2') : 'Z';
    return valid(Date.parse(`${iso[1]}T${iso[2].replace(',', '.').slice(0, 12)}${zone}`));
  }
  const unix = UNIX_DATE.exec(text);
  if (unix !== null) return valid(Date.parse(`${unix[2]} ${unix[1]} ${unix[5]} ${unix[3]} GMT`));
  const mail = MAIL_DATE.exec(text);
  return mail === null ? null : valid(Date.parse(`${mail[1]} ${mail[2]} ${mail[3]} ${mail[4]} ${mail[5]}`));
}

function valid(ms: number): number | null {
  return Number.isNaN(ms) ? null : ms;
}
