import { useState, type JSX, type MouseEvent } from 'react';
import type { DocumentInfo } from '@core/api/document';
import type { LabelKeyRow, ProfileParams } from '@core/api/profile';
import { formatCount, formatShare, formatValue } from '@core/base/format';
import { errorText } from '../../client/error-text';
import { useShownTable } from '../../client/shown-tables';
import { useQuery } from '../../client/use-query';
import { withPart, type FilterPart } from '../../state/filter-text';
import { useView, viewOf } from '../../state/view';
import { equalsPart, rangePart, withoutValuePart } from './label-filter';
import { rich, t } from '../../i18n/t';
import './labels-panel.css';

/** Values a key shows before `more` was asked for, and then. */
const FEW = 6;
const MANY = 1000;

/** Labels of the samples that pass the filter, as facets: a click keeps a value, with Alt it drops it. */
export function LabelsPanel({
  info,
  params,
}: {
  readonly info: DocumentInfo;
  readonly params: ProfileParams;
}): JSX.Element {
  const [search, setSearch] = useState('');
  const [all, setAll] = useState<string | null>(null);
  const { answer, error } = useQuery('labels', { ...params, search, limit: all === null ? FEW : MANY });
  useShownTable('labels', { ...params, search, limit: MANY });
  if (answer === null) return <p className="d2">{error === null ? '' : errorText(error)}</p>;
  const { unit } = answer.sampleType;
  return (
    <section className="labels" aria-label={t('Labels')}>
      <h3>{t('Labels')}</h3>
      <input
        className="find"
        value={search}
        placeholder={t('key or value')}
        aria-label={t('Labels by key or value')}
        spellCheck={false}
        onChange={(event) => setSearch(event.target.value)}
      />
      {answer.keys.length === 0 && (
        <p className="d2">{search === '' ? t('No sample has a label.') : t('No label matches.')}</p>
      )}
      {answer.keys.map((key) => (
        <Facet
          key={key.key}
          info={info}
          label={key}
          unit={unit}
          shown={answer.shown}
          all={all === key.key}
          onAll={(open) => setAll(open ? key.key : null)}
        />
      ))}
      {answer.keys.length > 0 && (
        <p className="d2 sm">{rich('A click keeps a value, {alt} and a click drops it.', { alt: <kbd>Alt</kbd> })}</p>
      )}
    </section>
  );
}

function Facet(props: {
  readonly info: DocumentInfo;
  readonly label: LabelKeyRow;
  readonly unit: string;
  readonly shown: number;
  readonly all: boolean;
  readonly onAll: (open: boolean) => void;
}): JSX.Element {
  const { info, label, unit, shown, all } = props;
  const { view, flame } = useView(info.doc);
  const change = viewOf(info.doc).change;
  const grouped = flame.root === label.key;
  const values = all ? label.values : label.values.slice(0, FEW);
  const most = values.reduce((max, { sum }) => Math.max(max, Math.abs(sum)), 0);
  const add = (part: FilterPart): void => change((now) => ({ filter: withPart(now.filter, part) }));
  const choose = (value: string) => (event: MouseEvent) =>
    add(event.altKey ? withoutValuePart(label, value) : equalsPart(label.key, value));
  const rest = label.valuesTotal - values.length;
  const without = shown - label.labelled;
  return (
    <div className="facet" role="group" aria-label={label.key}>
      <div className="facet-head">
        <b className="clip" title={label.key}>
          {label.key}
        </b>
        <span className="d2">{formatCount(label.valuesTotal)}</span>
        <button
          type="button"
          className="lnk"
          aria-pressed={grouped}
          title={t('Flame: stacks of each value side by side')}
          onClick={() =>
            change((now) => ({
              view: grouped ? view : 'flame',
              flame: { ...now.flame, root: grouped ? null : label.key, zoom: null },
            }))
          }
        >
          {grouped ? t('ungroup') : t('group by')}
        </button>
      </div>
      {values.map(({ value, sum, samples }) => (
        <button
          type="button"
          className="row facet-row"
          key={value}
          title={t('{key} = {value}, {samples} samples', { key: label.key, value, samples: formatCount(samples) })}
          onClick={choose(value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || !event.altKey) return;
            event.preventDefault();
            add(withoutValuePart(label, value));
          }}
        >
          <span className="clip">{value}</span>
          <span>{formatValue(sum, unit)}</span>
          <span>{formatShare(sum, shown)}</span>
          <i style={{ width: `${most === 0 ? 0 : (100 * Math.abs(sum)) / most}%` }} aria-hidden="true" />
        </button>
      ))}
      {without !== 0 && (
        <p className="d2 facet-rest">
          <span>{t('without it')}</span> <span>{formatValue(without, unit)}</span>
        </p>
      )}
      {(rest > 0 || all) && (
        <button type="button" className="lnk" onClick={() => props.onAll(!all)}>
          {all ? t('fewer') : t('{rest} more', { rest: formatCount(rest) })}
        </button>
      )}
      {label.range !== null && <Range label={label} onPart={add} />}
    </div>
  );
}

/** From and to of a numeric key. */
function Range({
  label,
  onPart,
}: {
  readonly label: LabelKeyRow;
  readonly onPart: (part: FilterPart) => void;
}): JSX.Element {
  const [low, setLow] = useState('');
  const [high, setHigh] = useState('');
  const part = rangePart(label, low, high);
  // The unit is part of the name that screen readers say: `bytes, KiB, from`.
  const what =
    label.unit === null || label.unit === '' ? label.key : t('{key} in {unit}', { key: label.key, unit: label.unit });
  return (
    <form
      className="facet-range"
      onSubmit={(event) => {
        event.preventDefault();
        if (part !== null) onPart(part);
      }}
    >
      <input
        value={low}
        inputMode="numeric"
        placeholder={String(label.range?.min ?? '')}
        aria-label={t('{what} from', { what })}
        onChange={(event) => setLow(event.target.value)}
      />
      <span className="d2">{t('to')}</span>
      <input
        value={high}
        inputMode="numeric"
        placeholder={String(label.range?.max ?? '')}
        aria-label={t('{what} to', { what })}
        onChange={(event) => setHigh(event.target.value)}
      />
      <button type="submit" className="btn q" disabled={part === null}>
        {t('Keep')}
      </button>
    </form>
  );
}
