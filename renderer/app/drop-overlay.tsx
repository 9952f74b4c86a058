import { useEffect, useState, type JSX } from 'react';
import { useWorkspace } from '../client/use-workspace';
import { useSession } from '../state/session';
import { t } from '../i18n/t';

/** Says what a drop will do while files hang over the window. Taking them is the host's affair (it checks the gesture). */
export function DropOverlay(): JSX.Element | null {
  const workspace = useWorkspace();
  const [files, setFiles] = useState(0);
  const [on, setOn] = useState<{ readonly doc: string; readonly title: string } | null>(null);
  useEffect(() => {
    let depth = 0;
    const enter = (event: DragEvent): void => {
      if (event.dataTransfer?.types.includes('Files') !== true) return;
      depth++;
      setFiles(event.dataTransfer.items.length || 1);
    };
    const leave = (event: DragEvent): void => {
      if (event.dataTransfer?.types.includes('Files') !== true) return;
      depth = Math.max(0, depth - 1);
      if (depth === 0) setFiles(0);
    };
    const over = (event: DragEvent): void => {
      if (event.dataTransfer?.types.includes('Files') === true) setOn(tabUnder(event));
    };
    const done = (event: DragEvent): void => {
      const tab =
        event.type === 'drop' && event.dataTransfer?.types.includes('Files') === true ? tabUnder(event) : null;
      if (tab !== null) workspace.dropOn(tab.doc);
      depth = 0;
      setFiles(0);
      setOn(null);
    };
    // Capturing, because the host stops the drop itself.
    const options = { capture: true };
    window.addEventListener('dragenter', enter, options);
    window.addEventListener('dragleave', leave, options);
    window.addEventListener('dragover', over, options);
    window.addEventListener('drop', done, options);
    window.addEventListener('dragend', done, options);
    return () => {
      window.removeEventListener('dragenter', enter, options);
      window.removeEventListener('dragleave', leave, options);
      window.removeEventListener('dragover', over, options);
      window.removeEventListener('drop', done, options);
      window.removeEventListener('dragend', done, options);
    };
  }, [workspace]);
  if (files === 0) return null;
  if (on !== null) {
    return (
      <div className="drop" role="status">
        <p>{t('Drop to compare with {title}', { title: on.title })}</p>
        <p className="d2">{t('Both become one document, in which {title} is A.', { title: on.title })}</p>
      </div>
    );
  }
  return (
    <div className="drop" role="status">
      <p>{files === 1 ? t('Drop to open this file') : t('Drop to open {files} files as one document', { files })}</p>
      {files > 1 && <p className="d2">{t('Several captures of one process become a series.')}</p>}
      <p className="d2">{t('On a tab: compared with its document.')}</p>
    </div>
  );
}

/** The document whose tab is below the pointer. */
function tabUnder(event: DragEvent): { readonly doc: string; readonly title: string } | null {
  const tab = event.target instanceof Element ? event.target.closest('[data-doc]') : null;
  const document = useSession.getState().documents.find(({ id }) => id === tab?.getAttribute('data-doc'));
  return document === undefined ? null : { doc: document.id, title: document.title };
}
