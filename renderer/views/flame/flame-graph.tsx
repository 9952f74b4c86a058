import { useCallback, useState, type JSX, type ReactNode } from 'react';
import { errorText } from '../../client/error-text';
import { announce } from '../../ui/announce';
import { pathOf, type FlameMode } from '../../charts/flame-geometry';
import type { Colouring } from '@core/base/box-colours';
import type { ShownPicture } from '../../charts/picture/shown';
import type { FlameZoom } from '../../state/flame';
import { BoxMenu } from './box-menu';
import type { FunctionActions } from './box-actions';
import { DrawnLine } from './drawn-line';
import { FlameCanvas } from './flame-canvas';
import { NarrowList, type Narrow } from './narrow-list';
import type { Flame } from './use-flame';
import { t } from '../../i18n/t';

interface FlameGraphProps {
  readonly label: string;
  readonly flame: Flame;
  readonly mode: FlameMode;
  readonly skipRoot?: boolean;
  readonly rootLabel: string;
  readonly colouring: Colouring;
  readonly packages: readonly string[];
  readonly ownModule: string;
  readonly selected: number;
  readonly marked: string | null;
  /** Name of a box where it is a function, else null. */
  readonly functionOf: (box: number) => string | null;
  readonly actions: FunctionActions;
  readonly onSelect: (box: number) => void;
  /** Null = the whole. */
  readonly onZoom: (zoom: FlameZoom | null) => void;
  /** What a double-click does instead of zooming, by name: another middle of a sandwich. */
  readonly onCentre?: (name: string) => void;
  /** Null where a box is no middle of a sandwich. */
  readonly onSandwich: (box: number) => (() => void) | null;
  readonly onBack: () => void;
  readonly onPainted: (ms: number) => void;
  /** Null while there is none to be saved. */
  readonly picture: ShownPicture | null;
  /** In place of the line under the picture. */
  readonly foot?: ReactNode;
}

/** A picture with its menu, the list of what is narrower than a pixel, and the line that says what is drawn. */
export function FlameGraph(props: FlameGraphProps): JSX.Element {
  const { flame, onZoom } = props;
  const { answer, error, tree, key } = flame;
  const [narrow, setNarrow] = useState<Narrow | null>(null);
  const close = useCallback(() => setNarrow(null), []);
  if (answer === null || tree === null) {
    return <Measured onWidth={flame.onWidth}>{error === null ? '' : errorText(error)}</Measured>;
  }
  const nameOf = (box: number): string => answer.names[answer.name[box]!]?.function ?? '';
  const zoomTo = (node: string, path: readonly string[]): void => {
    close();
    const name = path.at(-1);
    if (props.onCentre === undefined) onZoom(path.length === 0 ? null : { node, path, tree: key });
    else if (name !== undefined) props.onCentre(name);
  };
  const zoomBox = (box: number): void => zoomTo(`f-${answer.node[box]!}`, pathOf(answer, box));
  return (
    <div className="graph">
      <FlameCanvas
        label={props.label}
        answer={answer}
        mode={props.mode}
        skipRoot={props.skipRoot ?? false}
        rootLabel={props.rootLabel}
        colouring={props.colouring}
        packages={props.packages}
        ownModule={props.ownModule}
        selected={props.selected}
        marked={props.marked}
        focused={flame.focused}
        onFocus={flame.focus}
        onSelect={props.onSelect}
        onZoom={zoomBox}
        onTick={(tick, x, y) => setNarrow({ tick, x, y })}
        menu={(box) => (
          <BoxMenu
            name={props.functionOf(box)}
            actions={props.actions}
            onZoom={box === 0 || props.onCentre !== undefined ? null : () => zoomBox(box)}
            onSandwich={props.onSandwich(box)}
            picture={props.picture}
            onCopy={() =>
              void navigator.clipboard.writeText(nameOf(box)).then(
                () => announce(t('Copied the name')),
                () => announce(t('The name could not be copied')),
              )
            }
          />
        )}
        onBack={props.onBack}
        onWidth={flame.onWidth}
        onPainted={props.onPainted}
      />
      {narrow !== null && (narrow.tick === null || narrow.tick < answer.count) && (
        <NarrowList
          key={narrow.tick ?? 'all'}
          tree={tree}
          answer={answer}
          narrow={narrow}
          ownModule={props.ownModule}
          onOpen={setNarrow}
          onZoom={zoomTo}
          onClose={close}
        />
      )}
      {props.foot ?? (
        <DrawnLine
          answer={answer}
          error={error}
          ownModule={props.ownModule}
          selected={props.marked}
          onZoomOut={() => onZoom(null)}
          onList={() => setNarrow({ tick: null })}
        />
      )}
    </div>
  );
}

/** Stands where the graph will be and says how wide that is. */
function Measured(props: { readonly onWidth: (width: number) => void; readonly children: string }): JSX.Element {
  const { onWidth } = props;
  const ref = useCallback(
    (element: HTMLDivElement | null) => {
      if (element !== null) onWidth(element.clientWidth);
    },
    [onWidth],
  );
  return (
    <div ref={ref} className="measured d2" role="status">
      {props.children}
    </div>
  );
}
