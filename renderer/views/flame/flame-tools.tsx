import { Search } from 'lucide-react';
import type { JSX, RefObject } from 'react';
import type { CaptureInfo } from '@core/api/document';
import { GRANULARITIES, type DiffWidth, type Granularity } from '@core/api/profile';
import type { FlameState } from '../../state/flame';
import { Segments } from '../../ui/segments';
import { Choice } from './choice';

const NO_LABEL = '';
const WIDTHS: readonly DiffWidth[] = ['base', 'new', 'larger'];
const WIDTH_WORDS: Readonly<Record<DiffWidth, string>> = { base: 'A', new: 'B', larger: 'larger' };
const GRANULARITY_NOTES: Readonly<Record<Granularity, string>> = {
  function: '',
  line: 'each line a box',
  file: '',
  package: '',
  module: 'own code, each dependency',
};

interface FlameToolsProps {
  readonly state: FlameState;
  /** The capture that is shown: which labels can be grouped by. */
  readonly capture: CaptureInfo | undefined;
  readonly found: string;
  readonly input: RefObject<HTMLInputElement | null>;
  readonly onChange: (change: Partial<FlameState>) => void;
  readonly onSearch: (text: string) => void;
}

/** Mode, what a box is, colours, search. Of a difference: widths and normalising in place of colours. */
export function FlameTools({ state, capture, found, input, onChange, onSearch }: FlameToolsProps): JSX.Element {
  const isDiff = state.mode === 'diff';
  const labels = capture?.labelKeys ?? [];
  return (
    <div className="tools">
      <Segments
        label="Picture"
        options={[
          { value: 'flame', text: 'flame', title: 'Roots at the bottom' },
          { value: 'icicle', text: 'icicle', title: 'Roots at the top' },
          { value: 'sandwich', text: 'sandwich', title: 'Callers above a function, callees below it' },
          { value: 'diff', text: 'diff', title: 'What changed between two captures' },
        ]}
        value={state.mode}
        onChange={(mode) => onChange({ mode })}
      />
      <Choice
        label="What a box is"
        before="by"
        options={GRANULARITIES.map((value) => ({ value, text: value, note: GRANULARITY_NOTES[value] }))}
        value={state.by}
        onChange={(by) => onChange({ by, at: null })}
      />
      {isDiff ? (
        <>
          <span className="d2 word">Width from</span>
          <Segments
            label="Width from"
            options={WIDTHS.map((value) => ({ value, text: WIDTH_WORDS[value] }))}
            value={state.width}
            onChange={(width) => onChange({ width })}
          />
          <span className="d2 word">Normalise</span>
          <Segments
            label="Normalise"
            options={[
              { value: 'off', text: 'off' },
              { value: 'total', text: 'total', title: 'B scaled to the total of A' },
            ]}
            value={state.normalize ? 'total' : 'off'}
            onChange={(value) => onChange({ normalize: value === 'total' })}
          />
        </>
      ) : (
        <Choice
          label="Colour"
          before="colour:"
          options={[
            { value: 'package', text: 'own packages' },
            { value: 'module', text: 'whose code', note: 'own, dependency, standard, runtime' },
          ]}
          value={state.colour}
          onChange={(colour) => onChange({ colour })}
        />
      )}
      {labels.length > 0 && !isDiff && (
        <Choice
          label="Side by side"
          before={state.root === null ? '' : 'split by'}
          options={[
            { value: NO_LABEL, text: 'not split' },
            ...labels.map((key) => ({ value: key, text: key, note: 'label' })),
          ]}
          value={state.root ?? NO_LABEL}
          onChange={(key) => onChange({ root: key === NO_LABEL ? null : key })}
        />
      )}
      <span className="grow" />
      <label className="pick find">
        <Search size={14} strokeWidth={1.3} aria-hidden />
        <input
          ref={input}
          type="search"
          aria-label="Find functions"
          placeholder="Find functions"
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
