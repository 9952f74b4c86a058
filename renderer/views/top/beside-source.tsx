import { useState, type JSX } from 'react';
import type { DocumentInfo } from '@core/api/document';
import type { ProfileParams } from '@core/api/queries';
import { errorText } from '../../client/error-text';
import { useQuery } from '../../client/use-query';
import { useWorkspace } from '../../client/use-workspace';
import { viewOf } from '../../state/view';
import { SourceLines } from '../../ui/source/source-lines';
import { SourceMissing } from '../../ui/source/source-missing';
import { Symbol } from '../../ui/symbol/symbol';
import { t } from '../../i18n/t';

/** Lines of the selected function. The Source view shows more of the file. */
export function BesideSource(props: {
  readonly info: DocumentInfo;
  readonly params: ProfileParams;
  readonly name: string;
}): JSX.Element {
  const { info, params, name } = props;
  const workspace = useWorkspace();
  const { answer, error } = useQuery('source', { ...params, function: name, file: '' });
  const [place, setPlace] = useState<{ readonly of: string; readonly line: number | null }>({ of: name, line: null });
  if (answer === null || error !== null)
    return <p className="beside-empty d2">{error === null ? '' : errorText(error)}</p>;
  return (
    <div className="beside-source">
      <div className="hd">
        <span className="clip">
          <Symbol name={answer.function} ownModule={info.ownModule} />
        </span>
        {answer.code?.newer === true && <span className="d2">{t('newer than the profile')}</span>}
      </div>
      {answer.code === null && <SourceMissing answer={answer} onChoose={() => void workspace.chooseSources()} />}
      <div className="grow">
        <SourceLines
          answer={answer}
          notes={NO_NOTES}
          line={place.of === name ? place.line : null}
          onLine={(line) => setPlace({ of: name, line })}
          onFunction={(called) => viewOf(info.doc).select({ function: called, node: null })}
          nameOf={(called) => <Symbol name={called} ownModule={info.ownModule} chars={28} />}
        />
      </div>
    </div>
  );
}

const NO_NOTES: readonly never[] = [];
