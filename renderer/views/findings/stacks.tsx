import { useMemo, type JSX } from 'react';
import type { DocumentInfo } from '@core/api/document';
import type { CodeRef, Finding, StackFrame } from '@core/api/findings';
import { useQuery } from '../../client/use-query';
import { viewOf } from '../../state/view';
import { sharedFrames } from '../../ui/stack/stack-rows';
import { Stack } from '../../ui/stack/stack';
import { goroutinesOf, openTarget } from './open-finding';
import { WORDS } from './words';
import { t } from '../../i18n/t';

/** Where they stand: one stack or the most frequent ones side by side, and beside one who should have woken them. */
export function Stacks({ info, finding }: { readonly info: DocumentInfo; readonly finding: Finding }): JSX.Element {
  const target = goroutinesOf(finding);
  const detail = useQuery(
    'goroutineGroup',
    target === null ? null : { doc: info.doc, capture: target.capture, group: target.handle },
  ).answer;
  const stacks = useMemo(
    () =>
      detail !== null && detail.stacks.length > 1 ? detail.stacks : [{ count: finding.count, frames: finding.stack }],
    [detail, finding],
  );
  const same = useMemo(() => sharedFrames(stacks.map(({ frames }) => frames)), [stacks]);
  const { missing } = finding;
  const several = stacks.length > 1;
  const all = detail?.row.stacks ?? stacks.length;
  const show = (name: string): void =>
    viewOf(info.doc).change((now) => ({ view: 'top', selection: { ...now.selection, function: name } }));
  return (
    <>
      <div className="f-stacks">
        {stacks.map(({ count, frames }, index) => (
          <section key={index}>
            <h2>
              {finding.operation === 'other' ? WORDS.stack : WORDS.blocked}{' '}
              <span className="d">
                {several
                  ? WORDS.withStack(count, index, stacks.length)
                  : WORDS.goroutines(finding.count, finding.atLeast)}
              </span>
            </h2>
            <Stack
              frames={frames}
              creator={finding.creator}
              ownModule={info.ownModule}
              flush
              label={several ? t('Stack {index}, leaf first', { index: index + 1 }) : t('Stack, leaf first')}
              {...(several ? { same } : {})}
              onFunction={show}
            />
          </section>
        ))}
        {missing !== undefined && !several && <Missing info={info} missing={missing} onFunction={show} />}
      </div>
      {several && all > stacks.length && (
        <p className="sm d2 also">
          {WORDS.moreStacks(all - stacks.length)}{' '}
          {target !== null && (
            <button type="button" className="lnk" onClick={() => openTarget(info, target)}>
              {WORDS.showGroup}
            </button>
          )}
        </p>
      )}
      {missing !== undefined && several && <Missing info={info} missing={missing} onFunction={show} />}
    </>
  );
}

function Missing(props: {
  readonly info: DocumentInfo;
  readonly missing: CodeRef;
  readonly onFunction: (name: string) => void;
}): JSX.Element {
  const { info, missing, onFunction } = props;
  const frame: StackFrame = { ...missing, inlined: false, origin: 'own' };
  return (
    <section className="f-missing">
      <h2>
        {WORDS.missing} <span className="d">{WORDS.missingWhat}</span>
      </h2>
      <Stack
        frames={[frame]}
        creator={null}
        ownModule={info.ownModule}
        flush
        label={t('Missing: the function that started them')}
        onFunction={onFunction}
      />
      <p className="sm d2 also">{WORDS.missingWhy}</p>
    </section>
  );
}
