import type { JSX } from 'react';
import type { CaptureInfo, DocumentInfo } from '@core/api/document';
import { formatCount, formatNanoseconds, formatShare, formatValue } from '@core/base/format';
import { errorText } from '../../client/error-text';
import { useQuery } from '../../client/use-query';
import { captureAt, profileParams } from '../../state/scope';
import { useView } from '../../state/view';
import { captureTime } from '../time';
import { LabelsPanel } from './labels-panel';
import { Nothing } from './nothing';
import { t } from '../../i18n/t';

/** Flame and Top without a selection: the profile in figures. */
export function ProfilePanel({ info }: { readonly info: DocumentInfo }): JSX.Element {
  const params = profileParams(info, useView(info.doc));
  const { answer, error } = useQuery(
    'top',
    params === null ? null : { ...params, sort: 'flat', descending: true, offset: 0, limit: 1 },
  );
  const capture = params === null ? undefined : captureAt(info, params.capture);
  if (answer === null || capture === undefined) return <Nothing text={error === null ? '' : errorText(error)} />;
  const { unit, type } = answer.sampleType;
  const facts: readonly (readonly [string, string])[] = [
    [t('Total'), formatValue(answer.total, unit)],
    // There without a filter, too: what is below it must not move when one is typed.
    [
      t('Filter leaves'),
      answer.shown === answer.total
        ? t('all')
        : t('{value}, {share}', {
            value: formatValue(answer.shown, unit),
            share: formatShare(answer.shown, answer.total),
          }),
    ],
    [t('Counts'), type.replaceAll('_', ' ')],
    ...aboutCapture(capture, info),
  ];
  return (
    <>
      <h2 className="m">{capture.name}</h2>
      <dl className="nv" style={{ marginTop: 8 }}>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <section>
        <Nothing text={t('Select a function to see its callers and callees.')} />
      </section>
      {params !== null && capture.labelKeys.length > 0 && <LabelsPanel info={info} params={params} />}
    </>
  );
}

function aboutCapture(capture: CaptureInfo, info: DocumentInfo): readonly (readonly [string, string])[] {
  const { counts, durationNs } = capture;
  const time = captureTime(capture, info);
  return [
    ...(durationNs !== null && durationNs > 0 ? [[t('Duration'), formatNanoseconds(durationNs)] as const] : []),
    ...(time === null ? [] : [[t('Taken'), time] as const]),
    [t('Samples'), formatCount(counts.samples)],
    ...(counts.stacks === null ? [] : [[t('Stacks'), formatCount(counts.stacks)] as const]),
    [t('Functions'), formatCount(counts.functions)],
    ...(capture.goVersion === null ? [] : [[t('Version'), capture.goVersion.replace(/^go(?=\d)/, 'Go ')] as const]),
  ];
}
