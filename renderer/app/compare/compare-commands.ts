import type { Workspace } from '../../client/workspace';
import { sidesOf } from '../../state/sides';
import { useMarks, type Mark } from '../../state/marks';
import { captureFor, needOf } from '../../state/scope';
import { activeDocument, useSession } from '../../state/session';
import { viewOf } from '../../state/view';
import { announce } from '../../ui/announce';
import type { Command } from '../../ui/commands';
import { t } from '../../i18n/t';

/** The capture that the document in front shows. */
function shownMark(): Mark | null {
  const document = activeDocument();
  const info = document?.info;
  if (document === null || info === null || info === undefined) return null;
  const state = viewOf(document.id).get();
  const capture = captureFor(info, state, needOf(state)) ?? info.captures.at(-1);
  return capture === undefined ? null : { doc: document.id, capture: capture.index };
}

/** A and B: the marks; where one is missing, the capture in front takes its place. Null where there are no two. */
function marked(): { readonly a: Mark; readonly b: Mark } | null {
  const { a, b } = useMarks.getState();
  const shown = shownMark();
  const [one, other] = [a ?? (b === null ? null : shown), b ?? (a === null ? null : shown)];
  if (one === null || other === null || (one.doc === other.doc && one.capture === other.capture)) return null;
  return { a: one, b: other };
}

/** Shows the difference of what is marked: in their document, or in one made of both. Without marks that of the document in front. */
function compareMarked(workspace: Workspace): void {
  const pair = marked();
  if (pair === null) {
    const document = activeDocument();
    if (document !== null) viewOf(document.id).change({ view: 'compare' });
    return;
  }
  const { a, b } = pair;
  if (a.doc !== b.doc) {
    workspace.join(a.doc, b.doc, { a: a.capture, b: b.capture });
    return;
  }
  useSession.getState().activate(a.doc);
  viewOf(a.doc).change((now) => ({
    view: 'compare',
    capture: b.capture,
    sampleType: null,
    flame: { ...now.flame, base: a.capture, zoom: null },
  }));
}

/** A, B and = of ui.md §8. */
export function compareCommands(workspace: Workspace): readonly Command[] {
  const mark = (side: 'a' | 'b') => (): void => {
    const shown = shownMark();
    if (shown === null) return;
    useMarks.getState().mark(side, shown);
    const kept = useMarks.getState()[side];
    const name = activeDocument()?.info?.captures.find(({ index }) => index === shown.capture)?.name ?? '';
    announce(
      kept === null
        ? t('{name} is no longer {side}', { name, side: side.toUpperCase() })
        : t('{side} is {name}', { side: side.toUpperCase(), name }),
    );
  };
  const possible = (): boolean => {
    const document = activeDocument();
    if (document === null || document.info === null) return false;
    return marked() !== null || sidesOf(document.info, viewOf(document.id).get()) !== null;
  };
  return [
    {
      id: 'mark-a',
      title: t('Mark this capture as A'),
      group: 'Views',
      keys: ['a'],
      enabled: () => shownMark() !== null,
      run: mark('a'),
    },
    {
      id: 'mark-b',
      title: t('Mark this capture as B'),
      group: 'Views',
      keys: ['b'],
      enabled: () => shownMark() !== null,
      run: mark('b'),
    },
    {
      id: 'compare-marked',
      title: t('Compare A and B'),
      group: 'Views',
      keys: ['='],
      enabled: possible,
      run: () => compareMarked(workspace),
    },
  ];
}
