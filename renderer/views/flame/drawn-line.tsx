import type { JSX } from 'react';
import type { EngineError } from '@core/api/errors';
import type { FlameAnswer } from '@core/api/queries';
import { errorText } from '../../client/error-text';
import { drawnText, notDrawnText } from './flame-text';
import { t } from '../../i18n/t';

/** The line under the graph: what is drawn and, when it is not drawn, where the selected function is. */
export function DrawnLine(props: {
  readonly answer: FlameAnswer;
  readonly error: EngineError | null;
  readonly ownModule: string;
  readonly selected: string | null;
  readonly onZoomOut: () => void;
  /** Lists what is narrower than a pixel. */
  readonly onList: () => void;
}): JSX.Element {
  const { answer, error, selected } = props;
  if (error !== null) {
    return (
      <div className="drawn problem" role="status">
        <span className="clip">{errorText(error)}</span>
      </div>
    );
  }
  const absent = selected === null ? '' : notDrawnText(answer, selected, props.ownModule);
  return (
    <div className="drawn d2">
      <span className="clip">
        {drawnText(answer)} {absent}
      </span>
      {answer.narrow > 0 && (
        <button type="button" className="lnk" onClick={props.onList}>
          {t('List them')}
        </button>
      )}
      {absent !== '' && answer.crumbs.length > 1 && (
        <button type="button" className="lnk" onClick={props.onZoomOut}>
          {t('Zoom out')}
        </button>
      )}
    </div>
  );
}
