import type { Workspace } from '../client/workspace';
import { t } from '../i18n/t';

/** The system's dialog; several files chosen at once, or all files of a folder, are one document. */
export async function openFiles(workspace: Workspace, folder = false): Promise<void> {
  const chosen = await workspace.bridge.openDialog({ folder });
  if (chosen.ok) workspace.openSets(chosen.value);
  else workspace.notify(chosen.error);
}

/** The system's dialog for what a core file is of; the core file is opened with it, in place of the document that lacks it. */
export async function chooseExecutable(workspace: Workspace, doc: string, source: string): Promise<void> {
  const chosen = await workspace.bridge.executableDialog({ source });
  if (!chosen.ok) {
    workspace.notify(chosen.error);
    return;
  }
  if (chosen.value.length === 0) return;
  workspace.close(doc);
  workspace.openSets(chosen.value);
}

/** Text on the clipboard becomes a document. */
export async function pasteDump(workspace: Workspace): Promise<void> {
  const read = await workspace.bridge.clipboardRead({});
  if (read.ok) openPasted(workspace, read.value.text);
  else workspace.notify(read.error);
}

export function openPasted(workspace: Workspace, text: string): void {
  if (text.trim() === '') {
    workspace.notify({
      message: t('The clipboard holds no text.'),
      hint: t('Copy a goroutine dump or crash output first.'),
    });
  } else workspace.openText(text, t('pasted text'));
}
