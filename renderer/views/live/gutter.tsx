import { memo, type JSX, type ReactNode } from 'react';
import type { LiveAnswer, Track } from '@core/api/live';
import { formatCount, formatNanoseconds } from '@core/base/format';
import {
  knownAt,
  CHANNEL_ROW,
  CHANNEL_TOP,
  type LiveLayout,
  type LiveTrackId,
  type TrackBox,
} from '../../charts/live-scale';
import { reachOf } from '../../charts/live-painter';
import { StateGlyph, stateKind, type StateKind } from '../../ui/state-glyph';
import { percent, shortChannel, shortState, TRACK_TITLES, trackValue } from './words';
import { fromEngine } from '../../i18n/from-engine';
import { t } from '../../i18n/t';

const FIRST_ROW = 27;
/** As many as the height has room for. */
const HEAP_ORDER = ['in-use', 'goal', 'limit', 'rss', 'stacks', 'live', 'released'];

/** Names and numbers of the tracks at the cursor; legend and values in one. `column` = the one under the pointer, or null. */
export function Gutter(props: {
  readonly answer: LiveAnswer;
  readonly layout: LiveLayout;
  readonly states: readonly Track[];
  readonly column: number | null;
}): JSX.Element {
  const { answer, layout, states, column } = props;
  const { boxes } = layout;
  const goroutinesReach = reachOf(answer, 'goroutines');
  const countersReach = reachOf(answer, 'counters');
  const at = (track: Track, reach: number): number | null => {
    if (column === null) return track.at;
    const value = knownAt(track.values, column, reach);
    return Number.isNaN(value) ? null : value;
  };
  const heapRows = HEAP_ORDER.flatMap((name) => answer.heap.find((track) => track.name === `heap:${name}`) ?? []);
  const { pauses } = answer;
  const operationOf = new Map(answer.states.map((track) => [track.name, track.operation]));
  return (
    <div className="lv-gutter">
      <TrackLabels id="states" box={boxes.states}>
        {states.map((track) => (
          <Row
            key={track.name}
            kind={stateKind(operationOf.get(track.name) ?? 'other', track.title)}
            name={shortState(track.title)}
            title={track.title}
            value={trackValue(at(track, goroutinesReach), track.unit)}
          />
        ))}
      </TrackLabels>
      <TrackLabels id="heap" box={boxes.heap}>
        {heapRows.map((track) => (
          <Row
            key={track.name}
            name={fromEngine(track.title)}
            value={trackValue(at(track, countersReach), track.unit)}
          />
        ))}
      </TrackLabels>
      <TrackLabels id="pauses" box={boxes.pauses}>
        {pauses.p99Ns !== null && <Row name="p99" value={formatNanoseconds(pauses.p99Ns)} />}
        {pauses.cyclesPerMinute !== null && (
          <Row name={t('cycles')} value={`${formatCount(Math.round(pauses.cyclesPerMinute))}/min`} />
        )}
        {pauses.assistPercent !== null && <Row name={t('assist')} value={percent(pauses.assistPercent)} />}
        {pauses.folded > 0 && <Row name={t('not drawn')} value={formatCount(pauses.folded)} />}
      </TrackLabels>
      <TrackLabels id="channels" box={boxes.channels}>
        {answer.channels.slice(0, layout.channelRows).map((channel) => {
          const share = column === null ? null : at(channel, goroutinesReach);
          const value =
            share === null ? `${formatCount(channel.length)}/${formatCount(channel.capacity)}` : percent(share * 100);
          return <Row key={channel.name} name={shortChannel(channel.title)} title={channel.title} value={value} />;
        })}
      </TrackLabels>
      <TrackLabels id="scheduler" box={boxes.scheduler}>
        {answer.scheduler.map((track) => (
          <Row
            key={track.name}
            name={fromEngine(track.title)}
            value={trackValue(at(track, countersReach), track.unit)}
          />
        ))}
      </TrackLabels>
    </div>
  );
}

function TrackLabels(props: {
  readonly id: LiveTrackId;
  readonly box: TrackBox;
  readonly children: ReactNode;
}): JSX.Element {
  const { id, box } = props;
  const title = TRACK_TITLES[id];
  return (
    <section className="lv-track" style={{ top: box.top, height: box.height }} aria-label={title}>
      <h2>{title}</h2>
      <dl style={{ top: id === 'channels' ? CHANNEL_TOP - 2 : FIRST_ROW, gridAutoRows: CHANNEL_ROW }}>
        {props.children}
      </dl>
    </section>
  );
}

/** Rendered again only when its text changes. */
const Row = memo(function Row(props: {
  readonly kind?: StateKind;
  readonly name: string;
  /** In full. */
  readonly title?: string;
  readonly value: string;
}) {
  return (
    <div title={props.title ?? props.name}>
      <dt>
        {props.kind !== undefined && <StateGlyph kind={props.kind} />}
        <span className="clip">{props.name}</span>
      </dt>
      <dd>{props.value}</dd>
    </div>
  );
});
