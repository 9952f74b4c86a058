import type { DocumentInfo } from '@core/api/document';
import type { Workspace } from '../client/workspace';
import { findingsMarkdown } from '../views/findings/markdown';

/** All findings of a document as one Markdown file, where the user wants it. */
export async function saveFindings(workspace: Workspace, info: DocumentInfo): Promise<void> {
  const answer = await workspace.client.call('findings', { doc: info.doc });
  if (!answer.ok) {
    workspace.notify({ message: answer.error.message, hint: answer.error.hint });
    return;
  }
  const base = info.title.replace(/[/\\\0]/g, '-').slice(0, 100);
  const saved = await workspace.bridge.saveReport({
    suggestedName: `${base}.findings.md`,
    content: findingsMarkdown(info, answer.value),
  });
  if (!saved.ok) workspace.notify(saved.error);
}
