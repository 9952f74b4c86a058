import { useMemo, type JSX } from 'react';
import type { DocumentInfo } from '@core/api/document';
import { formatCount } from '@core/base/format';
import { useQuery } from '../../client/use-query';
import { captureFor, profileParams } from '../../state/scope';
import { useView, viewOf } from '../../state/view';
import { useCommands, type Command } from '../../ui/commands';
import { Screen } from '../../ui/screen';
import { StatusItem } from '../../ui/status-slot';

/** Words of the view, in one place. */
const WORDS = {
  none: 'Nothing was skipped',
  functions: (n: number) => `${formatCount(n)} functions`,
  took: 'Sorted in',
};

/** The four things every view does: read the shared state, ask, draw, and register its keys. */
export function SkeletonView({ info }: { readonly info: DocumentInfo }): JSX.Element | null {
  const state = useView(info.doc);
  const capture = captureFor(info, state, 'profile');
  const params = profileParams(info, state);
  // Null asks nothing; while a changed question is on its way, `answer` is the one before it.
  const { answer, error } = useQuery(
    'top',
    params === null ? null : { ...params, sort: 'flat', descending: true, offset: 0, limit: 1 },
  );
  const commands = useMemo(
    (): readonly Command[] => [
      {
        id: 'skeleton.clear',
        title: 'Clear the selected function',
        group: 'Move',
        keys: ['c'],
        run: () => viewOf(info.doc).select({ function: null }),
      },
    ],
    [info.doc],
  );
  useCommands(commands);
  if (capture === null) return null;
  if (error !== null && answer === null) return <Screen title={error.message} />;
  return (
    <>
      <Screen title={capture.notes[0]?.message ?? WORDS.none}>
        {answer !== null && <p>{WORDS.functions(answer.totalRows)}</p>}
      </Screen>
      {answer !== null && (
        <StatusItem place="selection">
          {WORDS.took} {Math.round(answer.tookMs)} ms
        </StatusItem>
      )}
    </>
  );
}
