import type { DocumentInfo } from '@core/api/document';
import type { Finding } from '@core/api/findings';
import { WORDS } from './words';
import { t } from '../../i18n/t';

const CLOCK = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });

export interface Since {
  readonly text: string;
  /** Captures of the series that have the finding, and all of them. */
  readonly some: number;
  readonly all: number;
}

/** Since when it is there, as far as the captures tell: `since 14:02:10 or earlier`, or after the last one without it. */
export function sinceOf(info: DocumentInfo, finding: Finding): Since | null {
  const { series } = finding;
  const first = series.findIndex((at) => at.count > 0);
  if (first < 0) return null;
  const some = series.filter((at) => at.count > 0).length;
  const timeMs = info.captures[series[first]?.input ?? 0]?.timeMs ?? null;
  if (timeMs === null) return { text: '', some, all: series.length };
  const time = CLOCK.format(timeMs);
  return { text: first === 0 ? WORDS.since(time) : t('since {time}', { time }), some, all: series.length };
}
