import { useMemo, useState, type JSX } from 'react';
import type { DocumentInfo } from '@core/api/document';
import type { SourceAnswer } from '@core/api/profile';
import type { ProfileParams } from '@core/api/queries';
import { formatCount, formatShare, formatValue } from '@core/base/format';
import { baseName } from '@core/base/go-name';
import { errorText } from '../../client/error-text';
import { useQuery } from '../../client/use-query';
import { useWorkspace } from '../../client/use-workspace';
import { profileParams } from '../../state/scope';
import { useView, viewOf } from '../../state/view';
import { useCommands, type Command } from '../../ui/commands';
import { viewCommand } from '../../ui/keys/view-commands';
import { Segments } from '../../ui/segments';
import { nextHot } from '../../ui/source/source-rows';
import { SourceLines } from '../../ui/source/source-lines';
import { SourceMissing } from '../../ui/source/source-missing';
import { StatusItem } from '../../ui/status-slot';
import { Symbol } from '../../ui/symbol/symbol';
import { CommandKey } from '../../ui/keys/caps';
import { FileList } from './file-list';
import { useLineNotes } from './line-notes';
import { t } from '../../i18n/t';
import './source-view.css';

export function SourceView({ info }: { readonly info: DocumentInfo }): JSX.Element | null {
  const params = profileParams(info, useView(info.doc));
  return params === null ? null : <Source info={info} params={params} />;
}

/** Lines of the selected function, or of a whole file, with what was sampled on them. */
function Source({ info, params }: { readonly info: DocumentInfo; readonly params: ProfileParams }): JSX.Element {
  const { doc } = info;
  const { selection, source } = useView(doc);
  const view = useMemo(() => viewOf(doc), [doc]);
  // A file is chosen for as long as the same function is selected: another selection is meant to be seen.
  const chosen = source.of === selection.function ? source.file : '';
  const heaviest = useQuery(
    'top',
    chosen === '' && selection.function === null
      ? { ...params, sort: 'flat', descending: true, offset: 0, limit: 1 }
      : null,
  );
  const first = heaviest.answer?.rows[0]?.function ?? null;
  const wanted = chosen === '' ? (selection.function ?? first) : '';
  const asked = useQuery('source', wanted === null ? null : { ...params, function: wanted, file: chosen });
  const openFile = (file: string): void => view.touch((now) => ({ source: { file, of: now.selection.function } }));
  const { answer } = asked;
  const problem = asked.error ?? heaviest.error;

  return (
    <div className="source-view">
      <FileList info={info} params={params} file={answer?.file ?? ''} onFile={openFile} />
      <div className="source-main">
        {answer === null || asked.error !== null ? (
          <p className="source-empty d2">
            {problem !== null
              ? errorText(problem)
              : heaviest.answer !== null && first === null
                ? t('No sample passes the filter.')
                : ''}
          </p>
        ) : (
          <Shown
            info={info}
            answer={answer}
            wholeFile={chosen !== ''}
            onWholeFile={(whole) => {
              if (whole) openFile(answer.file);
              else
                view.touch((now) => ({
                  source: { file: '', of: null },
                  selection: { ...now.selection, function: now.selection.function ?? answer.function },
                }));
            }}
          />
        )}
      </div>
    </div>
  );
}

function Shown({
  info,
  answer,
  wholeFile,
  onWholeFile,
}: {
  readonly info: DocumentInfo;
  readonly answer: SourceAnswer;
  readonly wholeFile: boolean;
  readonly onWholeFile: (whole: boolean) => void;
}): JSX.Element {
  const { doc, ownModule } = info;
  const workspace = useWorkspace();
  const view = useMemo(() => viewOf(doc), [doc]);
  const of = `${answer.file}\n${answer.function}\n${wholeFile}`;
  const [place, setPlace] = useState<{ readonly of: string; readonly line: number | null }>({ of, line: null });
  const line = place.of === of ? place.line : null;
  const notes = useLineNotes(info, answer);
  const { unit } = answer.sampleType;
  const next = useMemo(
    () => (): void => setPlace((now) => ({ of, line: nextHot(answer.lines, now.of === of ? now.line : null) })),
    [answer.lines, of],
  );
  const commands = useMemo<readonly Command[]>(() => [viewCommand('source.next-hot', { run: next })], [next]);
  useCommands(commands);
  const cum = { cum: formatValue(answer.cum, unit), share: formatShare(answer.cum, answer.total) };
  const sampled = answer.lines.find((one) => one.line === line);
  return (
    <>
      <div className="tools">
        <span className="clip grow">
          {wholeFile ? (
            <span className="m" title={answer.file}>
              {baseName(answer.file)}
            </span>
          ) : (
            <Symbol name={answer.function} ownModule={ownModule} />
          )}{' '}
          <span className="d2">
            {answer.unplaced === 0
              ? t('cum {cum}, {share}', cum)
              : t('cum {cum}, {share}; {unplaced} on no known line', {
                  ...cum,
                  unplaced: formatValue(answer.unplaced, unit),
                })}
          </span>
        </span>
        {answer.code?.newer === true && (
          <span className="source-newer" title={answer.code.path}>
            {t('The file is newer than the profile: lines may not fit.')}
          </span>
        )}
        <Segments
          label={t('Lines of')}
          options={[
            { value: 'function', text: t('function'), title: t('What was sampled in this function') },
            { value: 'file', text: t('file'), title: t('What was sampled in all functions of the file') },
          ]}
          value={wholeFile ? 'file' : 'function'}
          onChange={(value) => onWholeFile(value === 'file')}
        />
        <button type="button" className="btn q" onClick={next} disabled={answer.lines.length === 0}>
          {t('Next hot line')} <CommandKey id="source.next-hot" />
        </button>
      </div>
      {answer.code === null && <SourceMissing answer={answer} onChoose={() => void workspace.chooseSources()} />}
      <div className="source-body">
        <SourceLines
          answer={answer}
          notes={notes}
          line={line}
          onLine={(to) => setPlace({ of, line: to })}
          onFunction={(name) => view.select({ function: name, node: null })}
          nameOf={(name) => <Symbol name={name} ownModule={ownModule} chars={32} />}
        />
      </div>
      <StatusItem place="left">
        {answer.code === null
          ? t('source not found')
          : t('{path}, {of} lines', { path: answer.code.path, of: formatCount(answer.code.of) })}
      </StatusItem>
      {line !== null && (
        <StatusItem place="selection">
          {sampled === undefined
            ? t('line {line}', { line })
            : t('line {line}, {cum}', { line, cum: formatValue(sampled.cum, unit) })}
        </StatusItem>
      )}
      <StatusItem place="timing">{t('Found in {max} ms', { max: Math.max(1, Math.round(answer.tookMs)) })}</StatusItem>
    </>
  );
}
