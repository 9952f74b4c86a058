import { Search } from 'lucide-react';
import type { JSX, RefObject } from 'react';
import type { CaptureInfo } from '@core/api/document';
import { GRANULARITIES, type DiffWidth, type Granularity } from '@core/api/profile';
import type { TimeRange } from '@core/api/trace';
import { RangeChip } from '../../charts/range-chip';
import type { FlameState } from '../../state/flame';
import { NormalisePick } from '../../ui/normalise-pick';
import { Segments } from '../../ui/segments';
import { Choice } from '../../ui/pick';
import { inLanguage, msg, t } from '../../i18n/t';

const NO_LABEL = '';
const WIDTHS: readonly DiffWidth[] = ['base', 'new', 'larger'];
const WIDTH_WORDS: Readonly<Record<DiffWidth, string>> = { base: 'A', new: 'B', larger: msg('larger') };
const GRANULARITY_NOTES: Readonly<Record<Granularity, string>> = inLanguage({
  function: '',
  line: msg('each line a box'),
  file: '',
  package: '',
  module: msg('own code, each dependency'),
});

interface FlameToolsProps {
  readonly state: FlameState;
  /** The capture that is shown: which labels can be grouped by. */
  readonly capture: CaptureInfo | undefined;
  /** Of a difference; null without one. */
  readonly sides: { readonly a: CaptureInfo; readonly b: CaptureInfo } | null;
  /** The selected function, by which a difference can be scaled. */
  readonly selected: string | null;
  /** Part of a trace that is shown; null = the whole. */
  readonly range: TimeRange | null;
  readonly onRange: () => void;
  readonly onTimeline: () => void;
  readonly found: string;
  readonly input: RefObject<HTMLInputElement | null>;
  readonly onChange: (change: Partial<FlameState>) => void;
  readonly onSearch: (text: string) => void;
}

/** Mode, what a box is, colours, search. Of a difference: widths and normalising in place of colours. */
export function FlameTools(props: FlameToolsProps): JSX.Element {
  const { state, sides, capture, range, found, input, onChange, onSearch } = props;
  const isDiff = state.mode === 'diff';
  const labels = capture?.labelKeys ?? [];
  return (
    <div className="tools">
      <Segments
        label={t('Picture')}
        options={[
          { value: 'flame', text: t('flame'), title: t('Roots at the bottom') },
          { value: 'icicle', text: t('icicle'), title: t('Roots at the top') },
          { value: 'sandwich', text: t('sandwich'), title: t('Callers above a function, callees below it') },
          { value: 'diff', text: t('diff'), title: t('What changed between two captures') },
        ]}
        value={state.mode}
        onChange={(mode) => onChange({ mode })}
      />
      <Choice
        label={t('What a box is')}
        before={t('by')}
        options={GRANULARITIES.map((value) => ({ value, text: t(value), note: GRANULARITY_NOTES[value] }))}
        value={state.by}
        onChange={(by) => onChange({ by, at: null })}
      />
      {isDiff ? (
        <>
          <span className="d2 word">{t('Width from')}</span>
          <Segments
            label={t('Width from')}
            options={WIDTHS.map((value) => ({ value, text: WIDTH_WORDS[value] }))}
            value={state.width}
            onChange={(width) => onChange({ width })}
          />
          {sides !== null && (
            <NormalisePick
              value={state.normalize}
              {...sides}
              selected={props.selected}
              onChange={(normalize) => onChange({ normalize })}
            />
          )}
        </>
      ) : (
        <Choice
          label={t('Colour')}
          before={t('colour:')}
          options={[
            { value: 'package', text: t('own packages') },
            { value: 'module', text: t('whose code'), note: t('own, dependency, standard, runtime') },
          ]}
          value={state.colour}
          onChange={(colour) => onChange({ colour })}
        />
      )}
      {labels.length > 0 && !isDiff && (
        <Choice
          label={t('Side by side')}
          before={state.root === null ? '' : t('split by')}
          options={[
            { value: NO_LABEL, text: t('not split') },
            ...labels.map((key) => ({ value: key, text: key, note: t('label') })),
          ]}
          value={state.root ?? NO_LABEL}
          onChange={(key) => onChange({ root: key === NO_LABEL ? null : key })}
        />
      )}
      <span className="grow" />
      {range !== null && <RangeChip range={range} onOpen={props.onTimeline} onClear={props.onRange} />}
      <label className="pick find">
        <Search size={14} strokeWidth={1.3} aria-hidden />
        <input
          ref={input}
          type="search"
          aria-label={t('Find functions')}
          placeholder={t('Find functions')}
          value={state.search}
          onChange={(event) => onSearch(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Escape' && state.search !== '') {
              event.preventDefault();
              onSearch('');
            }
          }}
        />
        <span className="d2" aria-live="polite">
          {found}
        </span>
      </label>
    </div>
  );
}
