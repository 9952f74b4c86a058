import { useEffect, useState, type JSX } from 'react';

/** Says what a drop will do while files hang over the window. Taking them is the host's affair (it checks the gesture). */
export function DropOverlay(): JSX.Element | null {
  const [files, setFiles] = useState(0);
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
    const done = (): void => {
      depth = 0;
      setFiles(0);
    };
    // Capturing, because the host stops the drop itself.
    const options = { capture: true };
    window.addEventListener('dragenter', enter, options);
    window.addEventListener('dragleave', leave, options);
    window.addEventListener('drop', done, options);
    window.addEventListener('dragend', done, options);
    return () => {
      window.removeEventListener('dragenter', enter, options);
      window.removeEventListener('dragleave', leave, options);
      window.removeEventListener('drop', done, options);
      window.removeEventListener('dragend', done, options);
    };
  }, []);
  if (files === 0) return null;
  return (
    <div className="drop" role="status">
      <p>{files === 1 ? 'Drop to open this file' : `Drop to open ${files} files as one document`}</p>
      {files > 1 && <p className="d2">Several captures of one process become a series.</p>}
    </div>
  );
}
