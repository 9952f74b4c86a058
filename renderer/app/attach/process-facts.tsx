import { Check, Copy, Lock } from 'lucide-react';
import type { JSX } from 'react';
import type { ProcessRow } from '@core/api/live';
import { useWorkspace } from '../../client/use-workspace';
import { announce } from '../../ui/announce';
import { commitText, factsText, readableParts, refusal, refusalTitle, type Readable } from './processes';
import { rich, t } from '../../i18n/t';
import { fromEngine } from '../../i18n/from-engine';

/** The sampler says it behind a colon elsewhere. */
const sentence = (text: string): string =>
  `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`.replace(/[^.。）)]$/, '$&.');

/** Who a process is, and what was tried of it; where something is refused, why and the one command that allows it. */
export function ProcessFacts(props: {
  readonly row: ProcessRow;
  readonly nowMs: number;
  readonly onAgain: () => void;
  readonly onUrl: () => void;
}): JSX.Element {
  const { row } = props;
  const refused = refusal(row);
  const build = row.go === null ? '' : [row.go.module, commitText(row.go)].filter((part) => part !== '').join(' ');
  return (
    <>
      <h2>{rich('{name}, pid {pid}', { name: <b>{row.name}</b>, pid: row.pid })}</h2>
      {build !== '' && <p className="m d2 at-build">{build}</p>}
      <p className="d2">{factsText(row, props.nowMs)}</p>
      {row.command !== '' && (
        <p className="m at-command pre" title={row.command}>
          {row.command}
        </p>
      )}
      {refused === null ? (
        <section>
          <h3>{t('What can be read, tried just now')}</h3>
          <ul>
            {readableParts(row).map((part) => (
              <Part key={part.text} part={part} />
            ))}
          </ul>
        </section>
      ) : (
        <section className="at-refused">
          <h3>{refusalTitle(row, refused)}</h3>
          <p className="d2">{sentence(fromEngine(refused.why))}</p>
          {refused.command !== null && <CommandToCopy command={refused.command} />}
          <p className="at-actions">
            {(row.go !== null || row.goUnknown !== '') && (
              <button type="button" className="btn" onClick={props.onAgain}>
                {t('Try again')}
              </button>
            )}
            <button type="button" className="btn q" onClick={props.onUrl}>
              {t('Use a pprof URL…')}
            </button>
          </p>
        </section>
      )}
    </>
  );
}

function Part({ part }: { readonly part: Readable }): JSX.Element {
  return (
    <li className="at-part">
      {part.available ? <Check size={14} className="yes" aria-hidden /> : <Lock size={14} className="no" aria-hidden />}
      <span>{t(part.text)}</span>
      {part.available ? <span className="sr">{t('yes')}</span> : <span className="d2">{t('not allowed')}</span>}
      {!part.available && part.why !== '' && <p className="d2">{fromEngine(part.why)}</p>}
      {part.command !== null && <CommandToCopy command={part.command} />}
    </li>
  );
}

function CommandToCopy({ command }: { readonly command: string }): JSX.Element {
  const { bridge } = useWorkspace();
  return (
    <div className="at-cmd">
      <code className="m pre">{command}</code>
      <button
        type="button"
        className="btn q"
        aria-label={t('Copy the command')}
        title={t('Copy')}
        onClick={() => {
          void bridge.clipboardWrite({ text: command });
          announce(t('Copied'));
        }}
      >
        <Copy size={14} aria-hidden />
      </button>
    </div>
  );
}
