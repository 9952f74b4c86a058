import { ArrowLeft } from 'lucide-react';
import type { JSX } from 'react';
import type { DocumentInfo } from '@core/api/document';
import type { LiveSite } from '@core/api/live';
import type { GoroutineGroupDetail } from '@core/api/queries';
import { formatCount } from '@core/base/format';
import { errorText } from '../../client/error-text';
import { useQuery } from '../../client/use-query';
import { viewOf } from '../../state/view';
import { findCommand, runCommand } from '../../ui/commands';
import { Stack } from '../../ui/stack/stack';
import { StateGlyph, stateKind } from '../../ui/state-glyph';
import { rate } from './words';
import { t } from '../../i18n/t';

/** The command that opens the view of that name; a view does not know others. */
const WAITERS = 'view-waiters';

/** A site as it was at one moment: the goroutines that stand there, their stack and what they wait for. */
export interface ChosenSite {
  readonly site: LiveSite;
  /** The moment that `site.group` is a handle in. */
  readonly capture: number;
}

export function SiteDetail(props: {
  readonly info: DocumentInfo;
  readonly chosen: ChosenSite;
  readonly onBack: () => void;
  readonly onGroup: () => void;
}): JSX.Element {
  const { info, chosen } = props;
  const { site, capture } = chosen;
  const { answer, error } = useQuery('goroutineGroup', { doc: info.doc, capture, group: site.group });
  return (
    <div
      className="lv-site"
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        props.onBack();
      }}
    >
      <p className="lv-site-head">
        <button type="button" className="btn q" data-first onClick={props.onBack}>
          <ArrowLeft size={14} aria-hidden /> {t('All sites')}
        </button>
        <span className="grow" />
        {findCommand(WAITERS) !== undefined && (
          <button
            type="button"
            className="btn q"
            title={t('Who waits for whom at this moment')}
            onClick={() => {
              viewOf(info.doc).touch((now) => ({
                capture,
                selection: { ...now.selection, group: site.group, object: null },
              }));
              runCommand(WAITERS);
            }}
          >
            {t('Waiters')}
          </button>
        )}
        <button type="button" className="btn q" onClick={props.onGroup}>
          {t('Show in Groups')}
        </button>
      </p>
      <h3>
        <StateGlyph kind={stateKind(site.operation, site.state)} />
        <b className="b">{formatCount(answer?.row.count ?? site.count)}</b> {site.state}
        {site.perMinute !== null && (
          <span className={site.perMinute > 0.5 ? 'up' : 'd2'}>
            {Math.round(site.perMinute) === 0 ? t('steady') : t('{rate}/min', { rate: rate(site.perMinute) })}
          </span>
        )}
      </h3>
      {error !== null && <p className="d2 lv-none">{errorText(error)}</p>}
      {answer !== null && (
        <>
          {answer.waitsOn !== null && <WaitsOn waits={answer.waitsOn} />}
          {answer.stacks.slice(0, 1).map((stack, index) => (
            <div key={index} className="lv-stack">
              <Stack
                frames={stack.frames}
                creator={answer.creator}
                ownModule={info.ownModule}
                label={t('Stack')}
                flush
              />
            </div>
          ))}
          {answer.row.stacks > 1 && (
            <p className="d2 lv-none">{t('{stacks} more stacks', { stacks: formatCount(answer.row.stacks - 1) })}</p>
          )}
          {answer.goroutines.length > 0 && (
            <p className="d2 lv-none pre">{goroutineIds(answer.goroutines, answer.row.count)}</p>
          )}
        </>
      )}
    </div>
  );
}

/** What these goroutines wait for: a fact where the runtime's queue was read, probable where a stack tells. */
function WaitsOn({ waits }: { readonly waits: NonNullable<GoroutineGroupDetail['waitsOn']> }): JSX.Element {
  const { fact, title, state, type, waiting, objects } = waits;
  return (
    <p className="lv-waits">
      <span className="d2">{fact ? t('wait for') : t('probably wait for')}</span> <span className="m">{title}</span>
      {type !== '' && !title.includes(type) && <span className="m d2"> {type}</span>}
      {state !== '' && <span className="d2">, {state}</span>}
      <span className="d2">
        {', '}
        {t(
          '{objects, plural, =0 {{waiting} waiting} one {{waiting} waiting} other {{objects, number} objects, {waiting} waiting}}',
          {
            objects,
            waiting: formatCount(waiting),
          },
        )}
      </span>
    </p>
  );
}

const IDS_SHOWN = 8;

/** `g 12, g 40 and 31 more`. */
function goroutineIds(ids: readonly number[], count: number): string {
  const list = ids
    .slice(0, IDS_SHOWN)
    .map((id) => `g\u00a0${id}`)
    .join(', ');
  return count > IDS_SHOWN ? t('{list} and {count} more', { list, count: formatCount(count - IDS_SHOWN) }) : list;
}
