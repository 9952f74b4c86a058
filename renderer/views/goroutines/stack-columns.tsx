import { useMemo, type JSX } from 'react';
import type { CaptureInfo, DocumentInfo } from '@core/api/document';
import type { Params } from '@core/api/queries';
import { useQuery } from '../../client/use-query';
import { viewOf } from '../../state/view';
import { sharedFrames } from '../../ui/stack/stack-rows';
import { StackColumn } from './stack-column';
import type { stackColumns } from './group-text';
import { rich } from '../../i18n/t';

interface StackColumnsProps {
  readonly info: DocumentInfo;
  readonly capture: CaptureInfo;
  readonly columns: ReturnType<typeof stackColumns>;
  /** Takes a group out of its column (0–2). */
  readonly onClose: (at: number, group: string) => void;
  readonly onMembers: (group: string) => void;
}

/** Up to three stacks side by side; frames that two of them share have the hover ground. */
export function StackColumns({ info, capture, columns, onClose, onMembers }: StackColumnsProps): JSX.Element {
  const params = (at: number): Params<'goroutineGroup'> | null => {
    const column = columns[at];
    return column === undefined ? null : { doc: info.doc, capture: capture.index, group: column.group };
  };
  // Three questions whatever is shown: hooks do not come and go.
  const first = useQuery('goroutineGroup', params(0));
  const second = useQuery('goroutineGroup', params(1));
  const third = useQuery('goroutineGroup', params(2));
  const [a, b, c] = [first.answer, second.answer, third.answer];
  const count = columns.length;
  const same = useMemo(() => {
    const details = [a, b, c].slice(0, count);
    return sharedFrames(details.flatMap((detail) => (detail === null ? [] : [detail.stacks[0]?.frames ?? []])));
  }, [a, b, c, count]);
  if (count === 0) {
    return (
      <div className="cols none">
        <p className="d2">
          {rich('Select a group to see its stack. {one} {two} {three} keep stacks side by side.', {
            one: <kbd>1</kbd>,
            two: <kbd>2</kbd>,
            three: <kbd>3</kbd>,
          })}
        </p>
      </div>
    );
  }
  return (
    <div className="cols">
      {[first, second, third].slice(0, count).map((result, i) => {
        const column = columns[i]!;
        return (
          <StackColumn
            // Another group is another column: what is chosen in one, and where its parts are, is nothing to the next.
            key={`${column.number} ${result.answer?.row.group ?? ''}`}
            number={column.number}
            pinned={column.pinned}
            detail={result.error === null ? result.answer : null}
            error={result.error}
            ownModule={info.ownModule}
            same={same}
            onClose={() => onClose(column.number - 1, column.group)}
            onMembers={() => onMembers(column.group)}
            onFunction={(name) => viewOf(info.doc).select({ function: name, node: null })}
          />
        );
      })}
    </div>
  );
}
