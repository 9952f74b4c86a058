import { Fragment, type JSX, type KeyboardEvent } from 'react';
import type { CaptureInfo, DocumentInfo } from '@core/api/document';
import { formatCount } from '@core/base/format';
import { useQuery } from '../client/use-query';
import { captureFor, needOf } from '../state/scope';
import type { OpenDocument } from '../state/session';
import { useView, viewOf } from '../state/view';
import { VIEWS } from '../views/registry';
import type { View } from '../views/view';
import { CaptureMarks } from './compare/capture-marks';
import { Moments } from './live/moments';
import { captureTime } from './time';
import { t } from '../i18n/t';

/** Views with their counts; below them the captures of the document. */
export function Rail({ document, narrow }: { readonly document: OpenDocument; readonly narrow: boolean }): JSX.Element {
  const { info } = document;
  const findings = useQuery('findings', info === null ? null : { doc: document.id }).answer;
  const views = VIEWS.filter((view) => view.listed === undefined || (info !== null && view.listed(info)));
  return (
    <nav id="rail" aria-label={t('Views')} className={narrow ? 'narrow' : ''} data-region="rail" onKeyDown={onRailKey}>
      {views.map((view, index) => (
        <Fragment key={view.id}>
          {view.section !== '' && view.section !== views[index - 1]?.section && <h2>{t(view.section)}</h2>}
          <Entry
            doc={document.id}
            view={view}
            missing={info === null ? '' : (view.needs(info)?.short ?? '')}
            count={info === null ? null : view.count(info, findings)}
          />
        </Fragment>
      ))}
      {info !== null && info.live !== undefined && !narrow && <Moments info={info} />}
      {info !== null && info.live === undefined && info.captures.length > 0 && !narrow && <Captures info={info} />}
    </nav>
  );
}

function Entry(props: {
  readonly doc: string;
  readonly view: View;
  readonly missing: string;
  readonly count: number | string | null;
}): JSX.Element {
  const { doc, view, missing, count } = props;
  const on = useView(doc).view === view.id;
  const beside = missing !== '' ? missing : typeof count === 'number' ? formatCount(count) : (count ?? '');
  return (
    <button
      type="button"
      className={`view${on ? ' on' : ''}${missing !== '' ? ' off' : ''}`}
      aria-current={on ? 'page' : undefined}
      title={t(view.title)}
      tabIndex={on ? 0 : -1}
      onClick={() => viewOf(doc).change({ view: view.id })}
    >
      <view.icon />
      <span className="t">{t(view.title)}</span>
      <span className="n">{beside}</span>
    </button>
  );
}

function Captures({ info }: { readonly info: DocumentInfo }): JSX.Element {
  const state = useView(info.doc);
  const shown = captureFor(info, state, needOf(state));
  const kinds = [...new Set(info.captures.map((capture) => capture.kind))];
  const noun = kinds.length === 1 && kinds[0] === 'goroutine' ? 'goroutines' : kinds.length === 1 ? kinds[0] : '';
  return (
    <section id="caps" aria-label={t('Captures')}>
      <h2>
        {noun === ''
          ? t('{captures, plural, one {# capture} other {# captures}}', { captures: info.captures.length })
          : t('{captures, plural, one {# capture} other {# captures}}, {kind}', {
              captures: info.captures.length,
              kind: noun,
            })}
      </h2>
      <ul>
        {info.captures.map((capture) => (
          <li key={capture.index}>
            <button
              type="button"
              className={capture === shown ? 'on' : ''}
              aria-pressed={capture === shown}
              title={capture.name}
              tabIndex={-1}
              onClick={() => viewOf(info.doc).change({ capture: capture.index, sampleType: null })}
            >
              <span className="clip">{captureTime(capture, info) ?? capture.name}</span>
              <span className="r">{weight(capture)}</span>
            </button>
            <CaptureMarks doc={info.doc} capture={capture.index} name={captureTime(capture, info) ?? capture.name} />
          </li>
        ))}
      </ul>
    </section>
  );
}

const weight = (capture: CaptureInfo): string =>
  capture.counts.goroutines === null || capture.kind !== 'goroutine'
    ? capture.kind
    : formatCount(capture.counts.goroutines);

/** One tab stop: arrows move over views and captures. */
function onRailKey(event: KeyboardEvent): void {
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  if (step === 0) return;
  const entries = [...event.currentTarget.querySelectorAll<HTMLElement>('button:not(.ab button)')];
  const next = entries[entries.findIndex((entry) => entry === document.activeElement) + step];
  event.preventDefault();
  event.stopPropagation();
  next?.focus();
}
