import { useState, type JSX } from 'react';
import type { EngineError } from '@core/api/errors';
import { useWorkspace } from '../../client/use-workspace';
import type { OpenDocument } from '../../state/session';
import { CommandLine, Screen } from '../../ui/screen';
import { chooseExecutable, openFiles } from '../open-files';
import { hexRows, isHex } from './hex';
import { t } from '../../i18n/t';
import { fromEngine } from '../../i18n/from-engine';

/** An input that could not be used: what, why, where, and what to do. */
export function FailedScreen(props: { readonly document: OpenDocument; readonly error: EngineError }): JSX.Element {
  const workspace = useWorkspace();
  const { error } = props;
  const { id, inputs } = props.document;
  const source = inputs.find((input) => input.source !== '')?.source;
  const copy = (text: string) => () => void workspace.bridge.clipboardWrite({ text });
  return (
    <Screen
      alone
      title={fromEngine(error.message)}
      actions={
        <>
          {error.code === 'needs-executable' && source !== undefined && (
            <button type="button" className="btn p" onClick={() => void chooseExecutable(workspace, id, source)}>
              {t('Choose the executable…')}
            </button>
          )}
          {error.command !== null ? (
            <button type="button" className="btn" onClick={copy(error.command)}>
              {error.command.startsWith('curl') ? t('Copy curl command') : t('Copy command')}
            </button>
          ) : (
            <button type="button" className="btn" onClick={copy(detailsOf(props.document, error))}>
              {t('Copy details')}
            </button>
          )}
          <button type="button" className="btn" onClick={() => void openFiles(workspace)}>
            {t('Open another…')}
          </button>
          <button type="button" className="btn q" onClick={() => workspace.close(props.document.id)}>
            {t('Close')}
          </button>
        </>
      }
    >
      {error.reason !== '' && <p>{fromEngine(error.reason)}</p>}
      {error.hint !== '' && <p>{fromEngine(error.hint)}</p>}
      {error.command !== null && <CommandLine command={error.command} onCopy={copy(error.command)} />}
      {error.excerpt !== null && <Excerpt text={error.excerpt} offset={error.offset} />}
    </Screen>
  );
}

function Excerpt({ text, offset }: { readonly text: string; readonly offset: number | null }): JSX.Element {
  const [open, setOpen] = useState(false);
  if (isHex(text)) {
    return (
      <div className="hexd" aria-label={t('Bytes at the damage')}>
        {hexRows(text, offset ?? 0).map((row, index) => (
          <div key={row.address}>
            {row.address}
            {'  '}
            {index === 0 && offset !== null ? (
              <>
                <b>{row.bytes.slice(0, 2)}</b>
                {row.bytes.slice(2)}
              </>
            ) : (
              row.bytes
            )}
          </div>
        ))}
      </div>
    );
  }
  return (
    <>
      <p>
        <button type="button" className="lnk" aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? t('Hide the first 4 KB') : t('Show the first 4 KB')}
        </button>
      </p>
      {open && (
        <div className="hexd" tabIndex={0}>
          {text}
        </div>
      )}
    </>
  );
}

function detailsOf(document: OpenDocument, error: EngineError): string {
  const lines = [
    error.message,
    error.reason,
    error.hint,
    `code: ${error.code}`,
    error.offset === null ? '' : `offset: ${error.offset}`,
    error.excerpt === null ? '' : `excerpt: ${error.excerpt}`,
    ...document.inputs.map((input) => `input: ${input.name}${input.size === null ? '' : `, ${input.size} bytes`}`),
  ];
  return lines.filter((line) => line !== '').join('\n');
}
