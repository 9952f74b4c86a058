import type { JSX } from 'react';
import type { SourceAnswer } from '@core/api/profile';
import { formatCount } from '@core/base/format';
import { rich, t } from '../../i18n/t';

const SHOWN = 6;

/** Says that the text of a source is not there, where it was looked for, and what to do. */
export function SourceMissing({
  answer,
  onChoose,
}: {
  readonly answer: Pick<SourceAnswer, 'file' | 'looked'>;
  readonly onChoose: () => void;
}): JSX.Element {
  const { file, looked } = answer;
  const shown = looked.slice(0, SHOWN);
  return (
    <div className="source-missing" role="status">
      <p>
        {file === '' ? (
          t('The profile does not say in which file this is.')
        ) : (
          <>
            {rich('{file} was not found. The lines below have their numbers without text.', {
              file: <span className="m">{file}</span>,
            })}
          </>
        )}
      </p>
      {looked.length > 0 && (
        <details>
          <summary>
            {t('Looked in {looked, plural, one {# place} other {# places}}', { looked: looked.length })}
          </summary>
          <ul className="m pre">
            {shown.map((place) => (
              <li key={place} className="clip" title={place}>
                {place}
              </li>
            ))}
            {looked.length > shown.length && (
              <li className="d2">{t('and {looked} more', { looked: formatCount(looked.length - shown.length) })}</li>
            )}
          </ul>
        </details>
      )}
      {file !== '' && (
        <button type="button" className="btn" onClick={onChoose}>
          {t('Choose a folder…')}
        </button>
      )}
    </div>
  );
}
