import type { Workspace } from '../../client/workspace';
import { t } from '../../i18n/t';
import { activeDocument, type OpenDocument } from '../../state/session';
import type { Command } from '../../ui/commands';
import { copyLink } from '../export/copy-link';
import { openFiles, pasteDump } from '../open-files';
import type { Overlay } from '../overlays/use-overlay';
import { saveFindings } from '../save-findings';
import { isReady } from './possible';

const isOpening = (document: OpenDocument | null): boolean => document?.status === 'opening' && document.info === null;

/** What brings documents in and takes something out of them. `demo`: the demo's first document, where the host has one. */
export function fileCommands(
  workspace: Workspace,
  show: Overlay['show'],
  demo: string | undefined,
): readonly Command[] {
  return [
    {
      id: 'open',
      title: t('Open…'),
      group: 'Files',
      keys: ['$mod+o'],
      inInputs: true,
      run: () => void openFiles(workspace),
    },
    {
      id: 'open-folder',
      title: t('Open a folder…'),
      group: 'Files',
      keys: [],
      run: () => void openFiles(workspace, true),
    },
    {
      id: 'attach',
      title: t('Attach to a process…'),
      group: 'Files',
      keys: ['$mod+Shift+a'],
      inInputs: true,
      run: () => show('attach'),
    },
    { id: 'paste', title: t('Paste a dump (Ctrl V)'), group: 'Files', keys: [], run: () => void pasteDump(workspace) },
    ...(demo === undefined
      ? []
      : [
          {
            id: 'open-demo',
            title: t('Open the demo'),
            group: 'Files' as const,
            keys: [],
            run: () => void workspace.openFrom(workspace.bridge.demoOpen({ id: demo })),
          },
        ]),
    {
      id: 'save-report',
      title: t('Save the findings as Markdown…'),
      group: 'Files',
      keys: ['$mod+s'],
      inInputs: true,
      enabled: isReady,
      run: () => {
        const info = activeDocument()?.info;
        if (info != null) void saveFindings(workspace, info);
      },
    },
    {
      id: 'export',
      title: t('Export…'),
      group: 'Files',
      keys: ['$mod+Shift+e'],
      inInputs: true,
      enabled: isReady,
      run: () => show('export'),
    },
    {
      id: 'copy-link',
      title: t('Copy a link to this view'),
      group: 'Files',
      keys: ['$mod+Shift+c'],
      enabled: isReady,
      run: () => {
        const document = activeDocument();
        if (document !== null) void copyLink(workspace, document);
      },
    },
    {
      id: 'cancel-open',
      title: t('Cancel what is read or worked out'),
      group: 'Files',
      keys: ['Escape'],
      // What comes at once is not cancelled by a key that was meant for something else.
      enabled: () => isOpening(activeDocument()) || workspace.cache.waitsLong(activeDocument()?.id ?? ''),
      run: () => {
        const document = activeDocument();
        if (document === null) return;
        if (isOpening(document)) workspace.cancel(document.id);
        else workspace.cache.stop(document.id);
      },
    },
  ];
}
