import type { LiveSite } from '@core/api/live';
import type { Filter } from '@core/api/queries';
import { t } from '../../i18n/t';

export interface FilteredSites {
  readonly sites: readonly LiveSite[];
  /** Parts of the filter that need whole stacks or labels, which sites do not have; ``. */
  readonly ignored: string;
}

/** Sites that the window's filter leaves, as far as a place and a state can tell. */
export function filteredSites(sites: readonly LiveSite[], filter: Filter): FilteredSites {
  const text = filter.text.toLowerCase();
  const left = sites.filter(({ site, creator, state, operation }) => {
    if (filter.operations.length > 0 && !filter.operations.includes(operation)) return false;
    if (text === '') return true;
    return [state, site?.function, site?.file, creator?.function, creator?.file].some(
      (part) => part?.toLowerCase().includes(text) === true,
    );
  });
  const stacks = filter.focus.length + filter.ignore.length > 0;
  const labels = filter.labels.length + (filter.tagFocus?.length ?? 0) + (filter.tagIgnore?.length ?? 0) > 0;
  const ignored = [stacks ? t('focus and ignore') : '', labels ? 'labels' : '']
    .filter((part) => part !== '')
    .join(', ');
  return { sites: left.length === sites.length ? sites : left, ignored };
}
