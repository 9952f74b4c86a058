import { MAX_VIEW } from '@ipc/channels';
import type { Workspace } from '../../client/workspace';
import { t } from '../../i18n/t';
import type { OpenDocument } from '../../state/session';
import { viewOf } from '../../state/view';
import { writeView } from '../../state/view-link';
import { announce } from '../../ui/announce';
import { showWritten } from './run-export';

/** Copies a link that opens the same files in the same view, under the same filter. */
export async function copyLink(workspace: Workspace, { id, inputs }: OpenDocument): Promise<void> {
  const view = JSON.stringify(writeView(viewOf(id).get()));
  const sources = [...new Set(inputs.map(({ source }) => source))];
  const linkable = sources.every((source) => source !== '') && sources.length <= 64 && view.length <= MAX_VIEW;
  const copied = linkable ? await workspace.bridge.copyLink({ sources, view }) : null;
  if (copied !== null && !copied.ok) workspace.notify(copied.error);
  else if (copied?.value.copied === true) showWritten(t('Copied a link to this view'), []);
  else {
    const message = t('There is no link to this document.');
    workspace.notify({ message, hint: t('Links open files of this computer; save what was pasted or fetched first.') });
    announce(message);
  }
}
