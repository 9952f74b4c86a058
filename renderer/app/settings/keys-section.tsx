import { Search } from 'lucide-react';
import { useState, type JSX } from 'react';
import { currentLocale, t } from '../../i18n/t';
import { useSettings } from '../../state/settings';
import { COMMAND_GROUPS, useRegisteredCommands } from '../../ui/commands';
import { useKeyChanges } from '../../ui/keys/bindings';
import { onMac } from '../../ui/keys/caps';
import { VIEWS } from '../../views/registry';
import { allBindable, matching, type Bindable } from './key-list';
import { KeyRow } from './key-row';

interface Part {
  readonly id: string;
  readonly title: string;
  readonly rows: readonly Bindable[];
}

/** Commands that act everywhere by what they are about, then those of each view. */
function partsOf(all: readonly Bindable[]): readonly Part[] {
  const everywhere = all.filter(({ views }) => views.length === 0);
  const lists = [...new Set(all.filter(({ views }) => views.length > 0).map(({ views }) => views.join(' ')))];
  const list = new Intl.ListFormat(currentLocale() === 'zh-CN' ? 'zh-CN' : 'en');
  return [
    ...COMMAND_GROUPS.map((group) => ({
      id: group,
      title: t(group),
      rows: everywhere.filter((row) => row.group === group),
    })),
    ...lists.map((ids) => ({
      id: ids,
      title: t('In {views}', {
        views: list.format(VIEWS.filter(({ id }) => ids.split(' ').includes(id)).map(({ title }) => t(title))),
      }),
      rows: all.filter(({ views }) => views.join(' ') === ids),
    })),
  ].filter(({ rows }) => rows.length > 0);
}

/** Every command with its keys, found by name or key. */
export function KeysSection(): JSX.Element {
  const { letterKeys, setLetterKeys, resetKeys } = useSettings();
  const changes = useKeyChanges();
  const all = allBindable(useRegisteredCommands(), changes);
  const [search, setSearch] = useState('');
  const [listening, setListening] = useState<string | null>(null);
  const found = matching(all, search, onMac());
  const changed = all.filter((row) => row.changed).length;
  return (
    <>
      <div className="key-tools">
        <label className="inp">
          <Search size={14} aria-hidden />
          <input
            type="search"
            value={search}
            placeholder={t('Search commands and keys')}
            aria-label={t('Search commands and keys')}
            onChange={(event) => setSearch(event.target.value)}
          />
        </label>
        <span className="d2" role="status">
          {changed === 0
            ? t('{found, plural, one {# command} other {# commands}}', { found: found.length })
            : t('{found, plural, one {# command} other {# commands}}, {changed} changed', {
                found: found.length,
                changed,
              })}
        </span>
        <span className="grow" />
        <button type="button" className="btn" disabled={changed === 0} onClick={resetKeys}>
          {t('Reset all')}
        </button>
      </div>
      <label className="key-letters">
        <input type="checkbox" checked={letterKeys} onChange={(event) => setLetterKeys(event.target.checked)} />
        <span>
          {t('Single letters are keys')}{' '}
          <span className="d2">{t('Off leaves keys with Ctrl, Alt and the function keys.')}</span>
        </span>
      </label>
      <div className="key-list" tabIndex={0} role="group" aria-label={t('Commands and their keys')}>
        {found.length === 0 && <p className="d2 none">{t('No command and no key has “{search}”.', { search })}</p>}
        {partsOf(found).map((part) => (
          <section key={part.id} aria-label={part.title}>
            <h3>{part.title}</h3>
            <ul>
              {part.rows.map((row) => (
                <KeyRow
                  key={row.id}
                  row={row}
                  all={all}
                  listening={listening === row.id}
                  onListen={(listen) => setListening(listen ? row.id : null)}
                />
              ))}
            </ul>
          </section>
        ))}
      </div>
    </>
  );
}
