import { useState, type JSX } from 'react';
import { formatCount } from '@core/base/format';
import type { Start } from '@ipc/channels';
import { useWorkspace } from '../client/use-workspace';
import { useSession, type OpenDocument } from '../state/session';
import { Banner } from '../ui/screen';
import { clockTime } from './time';

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
              Dismiss
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
    ? 'It stopped too often. What you see is from before; nothing is lost.'
    : trouble.total === 0
      ? ''
      : `Reopening ${formatCount(left)} of ${formatCount(trouble.total)} ${trouble.total === 1 ? 'document' : 'documents'}.`;
  return (
    <>
      <Banner
        kind="error"
        title={trouble.stopped ? 'The engine stopped and stays down.' : 'The engine stopped and is starting again.'}
        actions={
          <>
            {trouble.stopped && (
              <button type="button" className="btn" onClick={() => void bridge.engineRestart({})}>
                Start it again
              </button>
            )}
            <button type="button" className="btn q" aria-expanded={details} onClick={() => setDetails(!details)}>
              Details
            </button>
          </>
        }
      >
        {words}
      </Banner>
      {details && (
        <p className="ban-more d2 pre">
          What you see is from before {clockTime(trouble.since)}. Selection and filters are kept; sorting and searching
          work again in a moment. {trouble.detail}
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
          <Banner key={name} kind="warning" title={sentence(error.message)}>
            {error.reason} The other inputs are shown.
          </Banner>
        ))
      ) : (
        <Banner kind="warning" title={`${formatCount(info.failed.length)} inputs could not be read.`}>
          {info.failed[0]?.name}, {info.failed[1]?.name} and {formatCount(info.failed.length - 2)} more; the notes below
          say why.
        </Banner>
      )}
      {cut.map(({ name, note }, index) => (
        <Banner
          key={index}
          kind="warning"
          title="Truncated file: counts are lower bounds."
          actions={
            note.hint === '' ? undefined : (
              <button type="button" className="btn q" aria-expanded={open} onClick={() => setOpen(!open)}>
                How to capture all
              </button>
            )
          }
        >
          {info.captures.length > 1 ? `${name}: ` : ''}
          {sentence(note.message)}
        </Banner>
      ))}
      {open && <p className="ban-more d2 pre">{[...new Set(cut.map(({ note }) => note.hint))].join(' ')}</p>}
    </>
  );
}

const sentence = (text: string): string => (text.endsWith('.') ? text : `${text}.`);
