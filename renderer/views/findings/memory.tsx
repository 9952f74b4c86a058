import type { JSX } from 'react';
import type { DocumentInfo } from '@core/api/document';
import type { Finding } from '@core/api/findings';
import { useLooks } from '../../client/use-looks';
import { useQuery } from '../../client/use-query';
import { fromEngine } from '../../i18n/from-engine';
import { useView } from '../../state/view';
import { LookSection } from '../../ui/proof/look-section';
import { WORDS } from './words';

/** What the memory of the process says of goroutines that can never wake; nothing where the document is of no process. */
export function Memory({ info }: { readonly info: DocumentInfo }): JSX.Element | null {
  const { capture } = useView(info.doc);
  const { looks, look, prove, end, asking } = useLooks(info, capture);
  const { live } = info;
  if (looks === null || live === undefined) return null;
  return (
    <section>
      <h2>{WORDS.memory}</h2>
      <LookSection {...{ looks, live, asking }} figures onLook={look} onProve={prove} onEnd={end} />
      <Beside info={info} askedMs={looks.runtimeMs} />
    </section>
  );
}

/** What the runtime's own leak profile says beside it, where the document has one or the runtime was asked. */
function Beside(props: { readonly info: DocumentInfo; readonly askedMs: number | null }): JSX.Element | null {
  const { info, askedMs } = props;
  const has = askedMs !== null || info.captures.some(({ kind }) => kind === 'goroutineleak');
  const { answer } = useQuery('leakComparison', has ? { doc: info.doc } : null);
  if (!has || answer === null) return null;
  const { differences, folded } = answer;
  return (
    <div className="beside">
      <p>
        {WORDS.beside(answer)}
        {askedMs !== null && <span className="d2"> {WORDS.askedAt(askedMs)}</span>}
      </p>
      {differences.length > 0 && (
        <ul aria-label={WORDS.differences}>
          {differences.map((one) => (
            <li key={`${one.operation} ${one.site?.function ?? ''} ${one.site?.line ?? 0}`}>{WORDS.difference(one)}</li>
          ))}
          {folded > 0 && <li>{WORDS.moreDifferences(folded)}</li>}
        </ul>
      )}
    </div>
  );
}

/** Why it is not proven: what still reaches what they wait for. */
export function KeptBy({ finding }: { readonly finding: Finding }): JSX.Element | null {
  const { keptBy } = finding;
  if (keptBy === undefined) return null;
  return (
    <section>
      <h2>{WORDS.keptBy}</h2>
      {keptBy.map(({ goroutine, goroutines, path }) => (
        <div key={goroutine} className="kept">
          <ol aria-label={WORDS.wayTo(goroutine)}>
            {path.map((step, index) => (
              <li key={index} className={index === 0 ? 'm root' : 'm'}>
                {fromEngine(step)}
              </li>
            ))}
          </ol>
          <p className="d2">{WORDS.wayOf(goroutine, goroutines)}</p>
        </div>
      ))}
      <p className="d2">{WORDS.keptNote}</p>
    </section>
  );
}
