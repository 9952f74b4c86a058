import { useState, type DragEvent, type DragEventHandler } from 'react';
import { useWorkspace } from '../../client/use-workspace';

/** What a tab that is dragged carries: the id of its document. */
const TYPE = 'application/x-parkscope-document';

interface TabDrag {
  /** Another tab hangs over this one: dropping it compares them. */
  readonly over: boolean;
  readonly handlers: {
    readonly draggable: boolean;
    readonly onDragStart: DragEventHandler;
    readonly onDragOver: DragEventHandler;
    readonly onDragLeave: DragEventHandler;
    readonly onDrop: DragEventHandler;
    readonly 'data-doc': string;
  };
}

/** A tab dropped on another one: both documents become one, in which the one below is A. Files are the drop overlay's affair. */
export function useTabDrag(doc: string, possible: boolean): TabDrag {
  const workspace = useWorkspace();
  const [over, setOver] = useState(false);
  const carries = (event: DragEvent): boolean => possible && event.dataTransfer.types.includes(TYPE);
  return {
    over,
    handlers: {
      draggable: possible,
      'data-doc': doc,
      onDragStart: (event) => {
        event.dataTransfer.setData(TYPE, doc);
        event.dataTransfer.effectAllowed = 'link';
      },
      onDragOver: (event) => {
        if (!carries(event)) return;
        event.preventDefault();
        event.dataTransfer.dropEffect = 'link';
        setOver(true);
      },
      onDragLeave: () => setOver(false),
      onDrop: (event) => {
        setOver(false);
        if (!carries(event)) return;
        event.preventDefault();
        const dragged = event.dataTransfer.getData(TYPE);
        if (dragged !== doc) workspace.join(doc, dragged);
      },
    },
  };
}
