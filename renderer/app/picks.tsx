import { Clock, Layers } from 'lucide-react';
import type { JSX } from 'react';
import type { CaptureInfo, DocumentInfo, SampleType } from '@core/api/document';
import { formatNanoseconds } from '@core/base/format';
import { rangeText as partText } from '../charts/trace-scale';
import { captureFor, goroutineCaptures, needOf } from '../state/scope';
import { sidesOf } from '../state/sides';
import { useView, viewOf, type ViewState } from '../state/view';
import { Pick } from '../ui/pick';
import { captureTime, fullTime } from './time';
import { t } from '../i18n/t';

/** The capture that the shown view is of; of a comparison B. */
function shownCapture(info: DocumentInfo, state: ViewState): CaptureInfo | null {
  const sides = state.view === 'compare' ? sidesOf(info, state) : null;
  return sides?.b ?? captureFor(info, state, needOf(state));
}

/** The moment(s) shown: the range of a series for findings, both sides of a comparison, one capture for everything else. */
export function CapturePick({ info }: { readonly info: DocumentInfo }): JSX.Element | null {
  const state = useView(info.doc);
  const sides = state.view === 'compare' ? sidesOf(info, state) : null;
  if (sides !== null) {
    // Both are chosen in the view itself.
    const names = [sides.a, sides.b].map((side) => captureTime(side, info) ?? side.name);
    return (
      <Pick
        label={t('Captures compared')}
        title={`A ${sides.a.name}, B ${sides.b.name}`}
        shown={
          <>
            <Clock size={14} aria-hidden />
            <span className="clip">{t('A and B, {a} – {b}', { a: names[0] ?? '', b: names[1] ?? '' })}</span>
          </>
        }
        options={[]}
        value=""
        onChange={() => undefined}
      />
    );
  }
  const capture = shownCapture(info, state) ?? info.captures.at(-1);
  if (capture === undefined) return null;
  const series = goroutineCaptures(info).filter((c) => c.kind === capture.kind);
  const wholeSeries = state.view === 'findings' && series.length > 1;
  const part = state.view === 'trace' ? state.trace.range : null;
  const shown = part !== null ? partText(part) : wholeSeries ? rangeText(series, info) : momentText(capture, info);
  const candidates = needOf(state) === 'goroutines' && series.length > 0 ? series : info.captures;
  return (
    <Pick
      label={wholeSeries ? t('Captures judged') : t('Capture')}
      title={capture.timeMs === null ? capture.name : `${capture.name}, ${fullTime(capture.timeMs)}`}
      shown={
        <>
          <Clock size={14} aria-hidden />
          <span className="clip">{shown}</span>
        </>
      }
      options={
        wholeSeries
          ? []
          : candidates.map((c) => ({ value: String(c.index), text: captureTime(c, info) ?? c.name, note: noteOf(c) }))
      }
      value={String(capture.index)}
      onChange={(value) => viewOf(info.doc).change({ capture: Number(value), sampleType: null })}
    />
  );
}

function momentText(capture: CaptureInfo, info: DocumentInfo): string {
  // Reading all goroutines of a process takes a moment, which is no time that a profile is of.
  const lasted = capture.kind === 'goroutine' ? 0 : (capture.durationNs ?? 0);
  if (lasted > 0) return t('all {lasted}', { lasted: formatNanoseconds(lasted) });
  return captureTime(capture, info) ?? t('one capture');
}

function rangeText(series: readonly CaptureInfo[], info: DocumentInfo): string {
  const times = series.flatMap((c) => captureTime(c, info) ?? []);
  const first = times[0];
  const last = times.at(-1);
  return first === undefined || last === undefined || first === last
    ? t('{series} captures', { series: series.length })
    : `${first} – ${last}`;
}

const noteOf = (capture: CaptureInfo): string =>
  capture.kind === 'goroutine' ? capture.name : `${capture.kind}, ${capture.name}`;

/** `cpu, seconds` as the pictures have it: units that are only a count are left out. */
function typeText({ type, unit }: SampleType, kind: CaptureInfo['kind']): string {
  const name = kind === 'goroutine' && type === 'goroutine' ? 'goroutines' : type.replaceAll('_', ' ');
  if (unit === 'count' || unit === '') return name;
  return `${name}, ${unit === 'nanoseconds' ? 'seconds' : unit}`;
}

/** What is counted: goroutines, CPU time, bytes in use. */
export function SampleTypePick({ info }: { readonly info: DocumentInfo }): JSX.Element | null {
  const state = useView(info.doc);
  const need = needOf(state);
  const capture = shownCapture(info, state);
  // Of a trace only Flame and Top show one type of samples.
  if (capture === null || (need !== 'profile' && capture.kind === 'trace')) return null;
  const index = need === 'profile' ? (state.sampleType ?? capture.defaultSampleType) : capture.defaultSampleType;
  const type = capture.sampleTypes[index] ?? capture.sampleTypes[capture.defaultSampleType];
  if (type === undefined) return null;
  return (
    <Pick
      label={t('Sample type')}
      title={t('What is counted')}
      shown={<span>{typeText(type, capture.kind)}</span>}
      options={
        need === 'profile'
          ? capture.sampleTypes.map((t, i) => ({ value: String(i), text: typeText(t, capture.kind), note: '' }))
          : []
      }
      value={String(index)}
      onChange={(value) => viewOf(info.doc).change({ sampleType: Number(value) })}
    />
  );
}

/** Shows the frames that a profile wants hidden; only there where it has some. */
export function RuntimeFramesToggle({ info }: { readonly info: DocumentInfo }): JSX.Element | null {
  const state = useView(info.doc);
  const capture = captureFor(info, state, 'profile');
  if (needOf(state) !== 'profile' || capture === null || !capture.hidesFrames) return null;
  return (
    <button
      type="button"
      className={`btn q${state.runtimeFrames ? ' on' : ''}`}
      aria-label={t('Runtime frames')}
      aria-pressed={state.runtimeFrames}
      title={t('Runtime frames: show what this profile wants hidden')}
      onClick={() =>
        // Boxes have other numbers with more frames: none stays zoomed or selected.
        viewOf(info.doc).change(({ runtimeFrames, flame, selection }) => ({
          runtimeFrames: !runtimeFrames,
          flame: { ...flame, zoom: null },
          selection: { ...selection, node: null },
        }))
      }
    >
      <Layers size={16} aria-hidden />
    </button>
  );
}
