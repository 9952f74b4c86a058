import type { JSX } from 'react';
import type { DocumentInfo } from '@core/api/document';
import { useLooks } from '../../client/use-looks';
import { useView } from '../../state/view';
import { LookSection } from '../../ui/proof/look-section';

/** Goroutines that can never wake, as found in the memory of the process: the state, and what can be done. */
export function Memory({ info }: { readonly info: DocumentInfo }): JSX.Element | null {
  const { capture } = useView(info.doc);
  const { looks, look, prove, end, asking } = useLooks(info, capture);
  const { live } = info;
  if (looks === null || live === undefined) return null;
  return (
    <div className="lv-memory">
      <LookSection {...{ looks, live, asking }} figures={false} onLook={look} onProve={prove} onEnd={end} />
    </div>
  );
}
