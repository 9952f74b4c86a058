import { useState, type JSX } from 'react';
import { currentLocale, t } from '../../i18n/t';
import { useSettings } from '../../state/settings';
import { COMMAND_GROUPS, useRegisteredCommands } from '../../ui/commands';
import { useKeyChanges } from '../../ui/keys/bindings';
import { onMac } from '../../ui/keys/caps';
import { VIEWS } from '../../views/registry';
import { allBindable, matching, type Bindable } from './key-list';
import { KeyRow } from './key-row';
import type { SectionProps } from './section';
import { SettingRow } from './setting-row';

interface Part {
  readonly id: string;
  readonly title: string;
  readonly rows: readonly Bindable[];
}

/** Commands that act everywhere by what they are about, then those of each view. */
function partsOf(all: readonly Bindable[]): readonly Part[] {
  const everywhere = all.filter(({ views }) => views.length === 0);
  const ofParts = all.filter(({ views }) => views.length > 0);
  const lists = [...new Set(ofParts.map(({ place, views }) => (place === '' ? views.join(' ') : place)))];
  const list = new Intl.ListFormat(currentLocale() === 'zh-CN' ? 'zh-CN' : 'en');
  return [
    ...COMMAND_GROUPS.map((group) => ({
      id: group,
      title: t(group),
      rows: everywhere.filter((row) => row.group === group),
    })),
    ...lists.map((ids) => ({
      id: ids,
      title: ofParts.some(({ place }) => place === ids)
        ? ids
        : t('In {views}', {
            views: list.format(VIEWS.filter(({ id }) => ids.split(' ').includes(id)).map(({ title }) => t(title))),
          }),
      rows: ofParts.filter(({ place, views }) => (place === '' ? views.join(' ') : place) === ids),
    })),
  ].filter(({ rows }) => rows.length > 0);
}

/** Every command with its keys; with a search those whose name or keys have it. */
export function KeysSection({ shown, search }: SectionProps & { readonly search: string }): JSX.Element {
  const { letterKeys, setLetterKeys, resetKeys } = useSettings();
  const changes = useKeyChanges();
  const all = allBindable(useRegisteredCommands(), changes);
  const [listening, setListening] = useState<string | null>(null);
  const found = matching(all, search, onMac());
  const changed = all.filter((row) => row.changed).length;
  return (
    <>
      {shown.has('letters') && (
        <SettingRow id="letters" initial={{ text: t('on'), changed: !letterKeys, onReset: () => setLetterKeys(true) }}>
          {(labelId) => (
            <input
              type="checkbox"
              aria-labelledby={labelId}
              checked={letterKeys}
              onChange={(event) => setLetterKeys(event.target.checked)}
            />
          )}
        </SettingRow>
      )}
      {found.length > 0 && (
        <div className="key-tools">
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
      )}
      <div className="key-list" role="group" aria-label={t('Commands and their keys')}>
        {partsOf(found).map((part) => (
          <section key={part.id} aria-label={part.title}>
            <h4>{part.title}</h4>
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
