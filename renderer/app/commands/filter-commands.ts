import { NO_FILTER } from '@core/api/queries';
import { t } from '../../i18n/t';
import { escapeRegExp, withPart } from '../../state/filter-text';
import { activeDocument, SETTINGS_TAB, useSession } from '../../state/session';
import { viewOf } from '../../state/view';
import type { Command } from '../../ui/commands';
import { hasDocument } from './possible';

/** What the document in front is narrowed to. */
export function filterCommands(): readonly Command[] {
  const add = (kind: 'focus' | 'ignore') => () => {
    const document = activeDocument();
    if (document === null) return;
    const { selection } = viewOf(document.id).get();
    if (selection.function === null) return;
    const value = `^${escapeRegExp(selection.function)}$`;
    viewOf(document.id).change((now) => ({ filter: withPart(now.filter, { kind, value }) }));
  };
  const hasFunction = (): boolean => {
    const document = activeDocument();
    if (document === null) return false;
    const { view, selection } = viewOf(document.id).get();
    return (view === 'flame' || view === 'top') && selection.function !== null;
  };
  const isFiltered = (): boolean => {
    const document = activeDocument();
    return document !== null && JSON.stringify(viewOf(document.id).get().filter) !== JSON.stringify(NO_FILTER);
  };
  return [
    {
      id: 'filter',
      title: t('Filter'),
      group: 'Filter',
      keys: ['/', '$mod+f'],
      // The Settings have a search of their own in its place.
      enabled: () => hasDocument() || useSession.getState().active === SETTINGS_TAB,
      run: focusFilter,
    },
    {
      id: 'clear-filter',
      title: t('Clear the filter'),
      group: 'Filter',
      keys: ['Shift+Escape'],
      inInputs: true,
      enabled: isFiltered,
      run: () => {
        const document = activeDocument();
        if (document !== null) viewOf(document.id).change({ filter: NO_FILTER });
      },
    },
    {
      id: 'focus',
      title: t('Focus on the selected function'),
      group: 'Filter',
      keys: ['f'],
      enabled: hasFunction,
      run: add('focus'),
    },
    {
      id: 'ignore',
      title: t('Ignore the selected function'),
      group: 'Filter',
      keys: ['i'],
      enabled: hasFunction,
      run: add('ignore'),
    },
  ];
}

function focusFilter(): void {
  (document.getElementById('filter-input') ?? document.getElementById('settings-search'))?.focus();
}
