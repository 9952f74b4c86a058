import type { JSX } from 'react';
import type { CoreFile, LiveInfo } from '@core/api/live';
import { formatBytes, formatCount } from '@core/base/format';
import { t } from '../../i18n/t';
import { fullTime } from '../time';

/** What a core file is of: what the Live view says of a process that runs. */
export function CorePanel({ live, core }: { readonly live: LiveInfo; readonly core: CoreFile }): JSX.Element {
  const rows: readonly (readonly [name: string, value: string, code?: boolean])[] = [
    [t('Program'), live.name],
    [t('Executable'), core.executable, true],
    [t('Command'), live.command === core.executable ? '' : live.command, true],
    ['Go', live.goVersion.replace(/^go(?=\d)/, '')],
    [t('Module'), live.module, true],
    [
      t('Commit'),
      live.dirty ? t('{commit}, changed', { commit: live.revision.slice(0, 12) }) : live.revision.slice(0, 12),
      true,
    ],
    [t('Process'), live.pid === 0 ? '' : `${live.pid}`],
    [t('Threads'), formatCount(core.threads)],
    [t('Written'), fullTime(core.writtenMs)],
    [t('Size'), formatBytes(core.bytes)],
  ];
  return (
    <section aria-label={t('Core file')}>
      <h3>{t('Core file')}</h3>
      <dl className="nv core">
        {rows.flatMap(([name, value, code]) =>
          value === ''
            ? []
            : [
                <div key={name}>
                  <dt>{name}</dt>
                  <dd className={code === true ? 'm' : undefined} title={value}>
                    {value}
                  </dd>
                </div>,
              ],
        )}
      </dl>
    </section>
  );
}
