import type { JSX } from 'react';
import { formatNanoseconds } from '@core/base/format';
import { CHOICES, type Sampling } from '../../state/preferences';
import { t } from '../../i18n/t';

/** How often to look. */
export function PaceFields(props: {
  readonly sampling: Sampling;
  readonly onChange: (sampling: Sampling) => void;
}): JSX.Element {
  const { sampling, onChange } = props;
  return (
    <div className="at-pace">
      <Field
        name={t('Counters')}
        value={sampling.countersEveryMs}
        options={CHOICES.countersEveryMs}
        onChange={(countersEveryMs) => onChange({ ...sampling, countersEveryMs })}
      />
      <Field
        name={t('Goroutines')}
        value={sampling.goroutinesEveryMs}
        options={CHOICES.goroutinesEveryMs}
        onChange={(goroutinesEveryMs) => onChange({ ...sampling, goroutinesEveryMs })}
      />
      <label>
        <span>{t('Record to disk')}</span>
        <select
          className="pick"
          value={sampling.record ? 'on' : 'off'}
          onChange={(event) => onChange({ ...sampling, record: event.target.value === 'on' })}
        >
          <option value="off">{t('off')}</option>
          <option value="on">{t('on, asks where to')}</option>
        </select>
      </label>
    </div>
  );
}

function Field(props: {
  readonly name: string;
  readonly value: number;
  readonly options: readonly number[];
  readonly onChange: (ms: number) => void;
}): JSX.Element {
  return (
    <label>
      <span>{props.name}</span>
      <select className="pick" value={props.value} onChange={(event) => props.onChange(Number(event.target.value))}>
        {props.options.map((ms) => (
          <option key={ms} value={ms}>
            {t('every {ms}', { ms: formatNanoseconds(ms * 1e6).replace(/\.0+(?=\D)/, '') })}
          </option>
        ))}
      </select>
    </label>
  );
}
