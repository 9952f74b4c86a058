import { NO_FILTER, type Filter } from '@core/api/queries';
import { GRANULARITIES, type Granularity } from '@core/api/profile';
import { usage } from '../io';
import { tagOf, type Parsed } from '../options';

/** `--focus`, `--ignore`, `--tag`, `--tagfocus` and `--tagignore`, each as often as wanted, and one `--text`. */
export const FILTER_OPTIONS = {
  focus: { type: 'string', multiple: true },
  ignore: { type: 'string', multiple: true },
  tag: { type: 'string', multiple: true },
  tagfocus: { type: 'string', multiple: true },
  tagignore: { type: 'string', multiple: true },
  text: { type: 'string' },
} as const;

export function filterOf(parsed: Parsed): Filter {
  return {
    ...NO_FILTER,
    focus: parsed.texts('focus'),
    ignore: parsed.texts('ignore'),
    labels: parsed.texts('tag').map(tagOf),
    tagFocus: parsed.texts('tagfocus'),
    tagIgnore: parsed.texts('tagignore'),
    text: parsed.text('text') ?? '',
  };
}

/** `--hide`, `--show` and `--show-from` as pprof has them. */
export const FRAME_OPTIONS = {
  hide: { type: 'string', multiple: true },
  show: { type: 'string', multiple: true },
  'show-from': { type: 'string', multiple: true },
} as const;

/** The same, and `--by` what rows are. */
export const LENS_OPTIONS = { ...FRAME_OPTIONS, by: { type: 'string' } } as const;

export function lensOf(parsed: Parsed): Pick<Filter, 'hide' | 'show' | 'showFrom'> {
  return { hide: parsed.texts('hide'), show: parsed.texts('show'), showFrom: parsed.texts('show-from') };
}

export function granularityOf(parsed: Parsed): Granularity {
  const wanted = parsed.text('by') ?? 'function';
  const found = GRANULARITIES.find((by) => by === wanted);
  if (found === undefined) throw usage(`--by is ${wanted}; use ${GRANULARITIES.join(', ')}`);
  return found;
}
