import type { JSX } from 'react';
import type { Start } from '@ipc/channels';
import { useWorkspace } from '../../client/use-workspace';
import { t } from '../../i18n/t';
import { PreferenceRow } from './preference-row';
import type { SectionProps } from './section';
import { SettingRow } from './setting-row';

/** What is kept on this machine and what leaves it. */
export function PrivacySection(props: SectionProps & { readonly recent: Start['recent'] }): JSX.Element {
  const { shown, recent } = props;
  const workspace = useWorkspace();
  return (
    <>
      {shown.has('recent') && (
        <SettingRow id="recent">
          {() => (
            <>
              <span>{t('{files, plural, =0 {none} one {# file} other {# files}}', { files: recent.length })}</span>
              {recent.length > 0 && (
                <button type="button" className="btn" onClick={() => void workspace.clearRecent()}>
                  {t('Forget them')}
                </button>
              )}
            </>
          )}
        </SettingRow>
      )}
      {shown.has('anonymise') && (
        <PreferenceRow id="anonymise" name="anonymise" say={(on) => (on ? t('on') : t('off'))} />
      )}
    </>
  );
}
