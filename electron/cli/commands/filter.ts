import { NO_FILTER, type Filter } from '@core/api/queries';
import { tagOf, type Parsed } from '../options';

/** `--focus`, `--ignore`, `--tag`, `--tagfocus` and `--tagignore`, each as often as wanted. */
export const FILTER_OPTIONS = {
  focus: { type: 'string', multiple: true },
  ignore: { type: 'string', multiple: true },
  tag: { type: 'string', multiple: true },
  tagfocus: { type: 'string', multiple: true },
  tagignore: { type: 'string', multiple: true },
} as const;

export function filterOf(parsed: Parsed): Filter {
  return {
    ...NO_FILTER,
    focus: parsed.texts('focus'),
    ignore: parsed.texts('ignore'),
    labels: parsed.texts('tag').map(tagOf),
    tagFocus: parsed.texts('tagfocus'),
    tagIgnore: parsed.texts('tagignore'),
  };
}
