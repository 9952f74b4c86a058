import { FolderOpen } from 'lucide-react';
import type { JSX } from 'react';
import { useWorkspace } from '../../client/use-workspace';
import { t } from '../../i18n/t';
import { useSession } from '../../state/session';
import type { SectionProps } from './section';
import { SettingRow } from './setting-row';

/** Where source files are looked for. */
export function SourcesSection({ shown }: SectionProps): JSX.Element | null {
  const workspace = useWorkspace();
  const folders = useSession((s) => s.sourceFolders);
  if (!shown.has('folders')) return null;
  return (
    <SettingRow id="folders">
      {(labelId) => (
        <>
          {folders.length === 0 ? (
            <span className="d2">{t('No folder was added.')}</span>
          ) : (
            <ul className="set-list" aria-labelledby={labelId}>
              {folders.map(({ id, name }) => (
                <li key={id} className="m pre">
                  {name}
                </li>
              ))}
            </ul>
          )}
          <button type="button" className="btn" onClick={() => void workspace.chooseSources()}>
            <FolderOpen size={14} aria-hidden />
            {t('Add a folder…')}
          </button>
        </>
      )}
    </SettingRow>
  );
}
