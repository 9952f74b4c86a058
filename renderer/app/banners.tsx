import { useState, type JSX } from 'react';
import { formatCount } from '@core/base/format';
import type { Start } from '@ipc/channels';
import { useWorkspace } from '../client/use-workspace';
import { useSession, type OpenDocument } from '../state/session';
import { Banner } from '../ui/screen';
import { clockTime } from './time';
import { t } from '../i18n/t';
import { fromEngine } from '../i18n/from-engine';

/** Strips above the content: the engine, what is missing from this document, what the host has to say. */
export function Banners(props: {
  readonly document: OpenDocument | null;
  readonly notices: Start['notices'];
  readonly onDismiss: (index: number) => void;
}): JSX.Element {
  return (
    <div className="bans">
      <EngineBanner />
      {props.document !== null && <PartialBanners document={props.document} />}
      {props.notices.map((notice, index) => (
        <Banner
          key={index}
          kind="warning"
          title={notice.message}
          actions={
            <button type="button" className="btn q" onClick={() => props.onDismiss(index)}>
              {t('Dismiss')}
            </button>
          }
        >
          {notice.hint}
        </Banner>
      ))}
    </div>
  );
}

function EngineBanner(): JSX.Element | null {
  const { bridge } = useWorkspace();
  const trouble = useSession((s) => s.trouble);
  const [details, setDetails] = useState(false);
  if (trouble === null) return null;
  const left = Math.max(0, trouble.total - trouble.reopened);
  const words = trouble.stopped
    ? t('It stopped too often. What you see is from before; nothing is lost.')
    : trouble.total === 0
      ? ''
      : t('Reopening {left} of {total, plural, one {# document} other {# documents}}.', {
          left: formatCount(left),
          total: trouble.total,
        });
  return (
    <>
      <Banner
        kind="error"
        title={
          trouble.stopped ? t('The engine stopped and stays down.') : t('The engine stopped and is starting again.')
        }
        actions={
          <>
            {trouble.stopped && (
              <button type="button" className="btn" onClick={() => void bridge.engineRestart({})}>
                {t('Start it again')}
              </button>
            )}
            <button type="button" className="btn q" aria-expanded={details} onClick={() => setDetails(!details)}>
              {t('Details')}
            </button>
          </>
        }
      >
        {words}
      </Banner>
      {details && (
        <p className="ban-more d2 pre">
          {t(
            'What you see is from before {clockTime}. Selection and filters are kept; sorting and searching work again in a moment. {detail}',
            { clockTime: clockTime(trouble.since), detail: trouble.detail },
          )}
        </p>
      )}
    </>
  );
}

/** More than these are one banner. */
const FAILED_SHOWN = 2;

function PartialBanners({ document }: { readonly document: OpenDocument }): JSX.Element | null {
  const [open, setOpen] = useState(false);
  const info = document.info;
  if (info === null) return null;
  const cut = info.captures.flatMap((c) =>
    c.notes.filter((n) => n.kind === 'truncated').map((note) => ({ name: c.name, note })),
  );
  return (
    <>
      {info.failed.length <= FAILED_SHOWN ? (
        info.failed.map(({ name, error }) => (
          <Banner key={name} kind="warning" title={sentence(fromEngine(error.message))}>
            {t('{reason} The other inputs are shown.', { reason: fromEngine(error.reason) })}
          </Banner>
        ))
      ) : (
        <Banner
          kind="warning"
          title={t('{failed} inputs could not be read.', { failed: formatCount(info.failed.length) })}
        >
          {t('{first}, {second} and {more} more; the notes below say why.', {
            first: info.failed[0]?.name,
            second: info.failed[1]?.name,
            more: formatCount(info.failed.length - 2),
          })}
        </Banner>
      )}
      {cut.map(({ name, note }, index) => (
        <Banner
          key={index}
          kind="warning"
          title={t('Truncated file: counts are lower bounds.')}
          actions={
            note.hint === '' ? undefined : (
              <button type="button" className="btn q" aria-expanded={open} onClick={() => setOpen(!open)}>
                {t('How to capture all')}
              </button>
            )
          }
        >
          {info.captures.length > 1 ? `${name}: ` : ''}
          {sentence(fromEngine(note.message))}
        </Banner>
      ))}
      {open && (
        <p className="ban-more d2 pre">{[...new Set(cut.map(({ note }) => fromEngine(note.hint)))].join(' ')}</p>
      )}
    </>
  );
}

const sentence = (text: string): string => (/[.。]$/.test(text) ? text : `${text}.`);
