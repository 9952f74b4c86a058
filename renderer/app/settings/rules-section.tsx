import type { JSX } from 'react';
import { useRuleBook } from '../../client/use-rule-book';
import { t } from '../../i18n/t';
import { useSession } from '../../state/session';
import { viewOf } from '../../state/view';
import type { SectionProps } from './section';
import { SettingRow } from './setting-row';

/** What findings are judged by, and the way to the view that changes it. */
export function RulesSection({ shown }: SectionProps): JSX.Element | null {
  const { book, error } = useRuleBook();
  const behind = useSession((s) => s.documents.find(({ id }) => id === s.behindSettings) ?? s.documents.at(-1));
  if (!shown.has('places') && !shown.has('builtIn')) return null;
  const problems = book?.files.reduce((sum, file) => sum + file.problems.length, 0) ?? 0;
  return (
    <>
      {shown.has('places') && (
        <SettingRow id="places">
          {(labelId) => (
            <>
              {error !== null && <p role="status">{error.message}</p>}
              {book !== null && (
                <>
                  <ul className="set-list" aria-labelledby={labelId}>
                    {book.folders.map(({ path, found }) => (
                      <li key={path}>
                        <span className="m pre">{path}</span>
                        {!found && <span className="d2"> {t('not there')}</span>}
                      </li>
                    ))}
                  </ul>
                  <span>
                    {problems === 0
                      ? t('{rules, plural, one {# rule} other {# rules}}', { rules: book.rules.length })
                      : t(
                          '{rules, plural, one {# rule} other {# rules}}, {problems, plural, one {# mistake} other {# mistakes}}',
                          { rules: book.rules.length, problems },
                        )}
                  </span>
                </>
              )}
            </>
          )}
        </SettingRow>
      )}
      {shown.has('builtIn') && (
        <SettingRow id="builtIn">
          {() => (
            <>
              {book !== null && (
                <span>{t('{rules, plural, one {# rule} other {# rules}}', { rules: book.builtIn.length })}</span>
              )}
              <button
                type="button"
                className="btn"
                disabled={behind === undefined}
                title={behind === undefined ? t('Rules are shown with a document: open one first.') : undefined}
                onClick={() => {
                  if (behind === undefined) return;
                  viewOf(behind.id).change({ view: 'rules' });
                  useSession.getState().activate(behind.id);
                }}
              >
                {t('Open the rules')}
              </button>
            </>
          )}
        </SettingRow>
      )}
    </>
  );
}
