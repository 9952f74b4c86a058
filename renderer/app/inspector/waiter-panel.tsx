import { useMemo, type JSX } from 'react';
import type { DocumentInfo } from '@core/api/document';
import type { PossibleReleaser, WaiterRow } from '@core/api/waiters';
import { formatCount } from '@core/base/format';
import { useQuery } from '../../client/use-query';
import { useWorkspace } from '../../client/use-workspace';
import { captureFor } from '../../state/scope';
import { useView, viewOf } from '../../state/view';
import { announce } from '../../ui/announce';
import { findCommand } from '../../ui/commands';
import { Symbol } from '../../ui/symbol/symbol';
import { besideEachOther, listWaiting, showGroup } from '../../views/waiters/open-waiting';
import { isAbout } from '../../views/waiters/match';
import { useSelectedWaiter } from '../../views/waiters/selected';
import { ObjectIcon } from '../../views/waiters/object-icon';
import { objectMarkdown } from '../../views/waiters/object-text';
import {
  countText,
  drawnKind,
  noReleaserText,
  nobodyText,
  objectLines,
  operationText,
  placeText,
} from '../../views/waiters/words';
import { Nothing } from './nothing';
import { Waits } from './waiter-panel-waits';
import { t } from '../../i18n/t';
import { fromEngine } from '../../i18n/from-engine';

const RELEASERS = 4;

/** What the selected goroutines wait for: its state, who waits since when, who could release it, and how sure that is. */
export function WaiterPanel({ info }: { readonly info: DocumentInfo }): JSX.Element {
  const state = useView(info.doc);
  const capture = captureFor(info, state, 'goroutines');
  const { answer, row } = useSelectedWaiter(info.doc, capture?.index ?? null);
  if (capture === null || answer === null || row === null)
    return <Nothing text={t('Select an object to see who waits for it, since when, and who could release it.')} />;
  const cycle = row.cycle === 0 ? undefined : answer.cycles.find((one) => one.cycle === row.cycle);
  const [title, lines] = objectLines(row);
  return (
    <>
      <h2>
        <ObjectIcon kind={drawnKind(row)} />
        <b className="b">{title}</b>
      </h2>
      {row.type !== '' && !title.includes(row.type) && <p className="where m wt-type">{row.type}</p>}
      <dl className="nv" style={{ marginTop: 8 }}>
        <dt>{row.fact ? t('State, read') : t('State')}</dt>
        <dd>{row.state !== '' ? row.state : drawnKind(row) === row.kind ? t('not read') : lines}</dd>
        {row.objects > 1 && (
          <>
            <dt>{t('Objects')}</dt>
            <dd>{formatCount(row.objects)}</dd>
          </>
        )}
        {row.address !== '' && (
          <>
            <dt>{t('Address')}</dt>
            <dd className="m pre">{row.address}</dd>
          </>
        )}
        <dt>{t('Waiting')}</dt>
        <dd>{formatCount(row.waiting)}</dd>
        <dt>{t('Who waits for it')}</dt>
        <dd>{row.fact ? t('fact') : t('probable')}</dd>
      </dl>
      {cycle !== undefined && (
        <section>
          <h3>{cycle.proven ? t('Cycle, proven') : t('Cycle, probable')}</h3>
          <p className="pre">{cycle.text}</p>
        </section>
      )}
      <Waits
        doc={info.doc}
        capture={capture.index}
        row={row}
        ownModule={info.ownModule}
        onList={() => listWaiting(info.doc, row)}
      />
      <Releasers info={info} row={row} />
      {row.certain !== '' && (
        <section>
          <h3>{t('What would make this certain')}</h3>
          <p className="d2 pre">
            <WithCode text={row.certain} />{' '}
            {!row.fact && info.live === undefined && (
              <button type="button" className="lnk" onClick={() => findCommand('attach')?.run()}>
                {t('Attach to the process')}
              </button>
            )}
          </p>
        </section>
      )}
      <Findings info={info} row={row} />
      <Actions doc={info.doc} row={row} />
    </>
  );
}

function Releasers(props: { readonly info: DocumentInfo; readonly row: WaiterRow }): JSX.Element {
  const { info, row } = props;
  const lock = row.kind === 'mutex' || row.kind === 'rwmutex';
  const more = Math.max(0, row.releasers.length - RELEASERS) + row.releasersFolded;
  return (
    <section>
      <h3>{lock ? t('Probable holder') : t('Who could release it')}</h3>
      {row.releasers.length === 0 && (
        <p className={row.nobody ? 'wt-proven' : 'd2'}>
          {row.nobody && row.kind !== 'nil channel'
            ? t('{nobody} in any stack that was read', { nobody: nobodyText(row) })
            : noReleaserText(row)}
        </p>
      )}
      {row.releasers.slice(0, RELEASERS).map((releaser, i) => (
        <Releaser
          key={i}
          releaser={releaser}
          ownModule={info.ownModule}
          onShow={() => showGroup(info.doc, releaser.group)}
        />
      ))}
      {more > 0 && <p className="d2">{t('{more} more', { more: formatCount(more) })}</p>}
    </section>
  );
}

/** What stands between backquotes is code. */
function WithCode({ text }: { readonly text: string }): JSX.Element {
  return <>{text.split('`').map((part, i) => (i % 2 === 1 ? <code key={i}>{part}</code> : part))}</>;
}

function Releaser(props: {
  readonly releaser: PossibleReleaser;
  readonly ownModule: string;
  readonly onShow: () => void;
}): JSX.Element {
  const { releaser, ownModule } = props;
  return (
    <div className="wt-releaser">
      <button type="button" className="row wt-pair" onClick={props.onShow} title={t('Show in Groups')}>
        <span className="clip">
          <b className="b">{countText(releaser)}</b>{' '}
          {releaser.site !== null && <Symbol name={releaser.site.function} ownModule={ownModule} chars={24} />}
        </span>
        <span className="d2">{operationText(releaser)}</span>
      </button>
      <p className="d2 pre">
        {releaser.site === null
          ? t('Probable: {why}.', { why: fromEngine(releaser.why) })
          : t('Probable: {why} ({place}).', { why: fromEngine(releaser.why), place: placeText(releaser) })}
      </p>
    </div>
  );
}

/** Findings about those who wait here. */
function Findings({ info, row }: { readonly info: DocumentInfo; readonly row: WaiterRow }): JSX.Element | null {
  const { answer } = useQuery('findings', { doc: info.doc });
  const found = useMemo(() => (answer?.findings ?? []).filter((finding) => isAbout(finding, row)), [answer, row]);
  if (found.length === 0) return null;
  return (
    <section>
      <h3>{found.length === 1 ? t('Finding') : t('Findings')}</h3>
      {found.slice(0, 3).map((finding) => (
        <p key={finding.id}>
          <button
            type="button"
            className="lnk wt-wrap"
            onClick={() =>
              viewOf(info.doc).change((now) => ({
                view: 'findings',
                selection: { ...now.selection, finding: finding.id },
              }))
            }
          >
            {fromEngine(finding.summary)}
          </button>
        </p>
      ))}
    </section>
  );
}

function Actions(props: { readonly doc: string; readonly row: WaiterRow }): JSX.Element {
  const { doc, row } = props;
  const { bridge } = useWorkspace();
  const copy = (): void => {
    void bridge.clipboardWrite({ text: objectMarkdown(row) });
    announce(t('Copied as Markdown.'));
  };
  return (
    <div className="go">
      <button type="button" className="btn" onClick={() => besideEachOther(doc, row)}>
        {row.releasers.length > 0 || row.groups.length > 1 ? t('Stacks side by side') : t('Show the stack')}
      </button>
      <button type="button" className="btn q" onClick={copy}>
        {t('Copy')}
      </button>
    </div>
  );
}
