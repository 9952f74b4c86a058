import type { Workspace } from '../client/workspace';
import { t } from '../i18n/t';

/** The system's dialog; several files chosen at once, or all files of a folder, are one document. */
export async function openFiles(workspace: Workspace, folder = false): Promise<void> {
  const chosen = await workspace.bridge.openDialog({ folder });
  if (chosen.ok) workspace.openSets(chosen.value);
  else workspace.notify(chosen.error);
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
