import type { JSX } from 'react';
import { t } from '../../i18n/t';
import { isArrangement, SAVED_FILTER } from '../../state/preferences';
import { useLayout, useSettings } from '../../state/settings';
import { announce } from '../../ui/announce';
import { Segments } from '../../ui/segments';
import { savedFilters } from '../saved-filters';
import type { SectionProps } from './section';
import { SettingRow } from './setting-row';

/** How the window is laid out, and what is kept of it. */
export function GeneralSection({ shown }: SectionProps): JSX.Element {
  const [hidden, setHidden] = useLayout<boolean>('rail.hidden', false);
  const layout = useSettings((s) => s.layout);
  const forgetLayout = useSettings((s) => s.forgetLayout);
  const arranged = Object.keys(layout).filter(isArrangement).length;
  const filters = savedFilters(layout).length;
  return (
    <>
      {shown.has('rail') && (
        <SettingRow id="rail" initial={{ text: t('words'), changed: hidden, onReset: () => setHidden(false) }}>
          {() => (
            <Segments
              label={t('List of views')}
              options={[
                { value: 'words', text: t('words') },
                { value: 'pictures', text: t('pictures') },
              ]}
              value={hidden ? 'pictures' : 'words'}
              onChange={(value) => setHidden(value === 'pictures')}
            />
          )}
        </SettingRow>
      )}
      {shown.has('arrangement') && (
        <SettingRow id="arrangement">
          {() => (
            <button
              type="button"
              className="btn"
              aria-disabled={arranged === 0}
              onClick={() => {
                forgetLayout(isArrangement);
                announce(t('Panes have their first sizes again.'));
              }}
            >
              {t('Reset the panes')}
            </button>
          )}
        </SettingRow>
      )}
      {shown.has('filters') && (
        <SettingRow id="filters">
          {() => (
            <>
              <span>{t('{filters, plural, =0 {none} one {# filter} other {# filters}}', { filters })}</span>
              {filters > 0 && (
                <button
                  type="button"
                  className="btn"
                  onClick={() => forgetLayout((key) => key.startsWith(SAVED_FILTER))}
                >
                  {t('Remove all')}
                </button>
              )}
            </>
          )}
        </SettingRow>
      )}
    </>
  );
}
