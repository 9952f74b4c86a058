import type { JSX } from 'react';
import { useWorkspace } from '../../client/use-workspace';
import { viewOf } from '../../state/view';
import { CommandLine, Screen } from '../../ui/screen';
import type { Missing } from '../../views/view';
import { openFiles } from '../open-files';
import { t } from '../../i18n/t';

/** A view whose data is not in this document: says what it needs and how to make it. */
export function MissingScreen({ doc, missing }: { readonly doc: string; readonly missing: Missing }): JSX.Element {
  const workspace = useWorkspace();
  const { command } = missing;
  return (
    <Screen
      alone
      title={missing.title}
      actions={
        <>
          <button type="button" className="btn p" onClick={() => void openFiles(workspace)}>
            {t('Open another…')}
          </button>
          <button type="button" className="btn q" onClick={() => viewOf(doc).change({ view: 'findings' })}>
            {t('Back to Findings')}
          </button>
        </>
      }
    >
      <p>{missing.text}</p>
      {command !== null && (
        <CommandLine command={command} onCopy={() => void workspace.bridge.clipboardWrite({ text: command })} />
      )}
    </Screen>
  );
}
