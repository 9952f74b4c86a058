import { useMemo, useState, type JSX } from 'react';
import type { FlameAnswer, ProfileParams } from '@core/api/queries';
import { ownPackages } from '@core/base/box-colours';
import { formatShare, formatValue } from '@core/base/format';
import { keepOrder } from '../../charts/flame-colours';
import { SmallFlame } from '../../charts/small-flame';
import { errorText } from '../../client/error-text';
import { useQuery } from '../../client/use-query';
import { Symbol } from '../../ui/symbol/symbol';
import { t } from '../../i18n/t';

interface GrowthFlameProps {
  /** The profile at B, under the filter. */
  readonly params: ProfileParams;
  /** Capture A. */
  readonly base: number;
  /** Sample type, `inuse_space`. */
  readonly type: string;
  readonly ownModule: string;
  /** Own packages in the order of the areas above, whose hues they keep. */
  readonly packages: readonly string[];
  readonly selected: string | null;
  readonly onSelect: (name: string) => void;
  /** The difference in Flame; of one function, or null for all of it. */
  readonly onOpen: (name: string | null) => void;
}

/** What is more at B than at A, bottom up: who allocated, then its callers, as wide as it grew. What shrank is left out. */
export function GrowthFlame(props: GrowthFlameProps): JSX.Element {
  const { params, base, type, ownModule, selected, onOpen } = props;
  const [width, setWidth] = useState(0);
  const [hovered, setHovered] = useState(-1);
  const { answer: difference, error } = useQuery(
    'flame',
    width === 0
      ? null
      : {
          ...params,
          combine: { add: [], subtract: [base], relative: true, normalize: false },
          diff: 'growth',
          shape: { direction: 'up', at: null },
          ...{ zoom: null, width, minPx: 1, search: '' },
        },
  );
  // Everything here became more: colours are those of the areas above, not of change.
  const answer = useMemo(() => (difference === null ? null : { ...difference, sides: null }), [difference]);
  const packages = useMemo(
    () => (answer === null ? props.packages : keepOrder(props.packages, ownPackages(answer))),
    [answer, props.packages],
  );
  const unit = answer?.sampleType.unit ?? 'count';
  const grown = answer === null || answer.count === 0 ? 0 : answer.cum[0]!;
  const title = type.startsWith('alloc') ? t('Allocated from A to B') : t('In use at B, not at A');
  const total = t('all growth  {grown}', { grown: formatValue(grown, unit) });
  return (
    <section className="hp-growth" aria-label={title}>
      <div className="hd">
        {title}
        <span className="d2 clip grow">
          {answer !== null && hovered > 0 && hovered < answer.count ? (
            <Pointed answer={answer} box={hovered} ownModule={ownModule} />
          ) : (
            t('bottom up, growth only')
          )}
        </span>
        <button type="button" className="lnk" onClick={() => onOpen(null)}>
          {t('Open the growth in Flame')}
        </button>
      </div>
      {error !== null && <p className="hp-none">{errorText(error)}</p>}
      {answer !== null && grown <= 0 ? (
        <p className="hp-none">{t('Nothing grew from A to B.')}</p>
      ) : (
        <SmallFlame
          label={t('{title}: {total}. The table beside it has the same by function, Flame has it box by box.', {
            title,
            total: formatValue(grown, unit),
          })}
          answer={answer}
          mode="icicle"
          rootLabel={total}
          packages={packages}
          marked={selected}
          onHover={setHovered}
          onSelect={props.onSelect}
          onOpen={onOpen}
          onWidth={setWidth}
        />
      )}
    </section>
  );
}

/** The box under the pointer: `keep.(*Service).cache 27.6 MiB, 35.5 %`. */
function Pointed(props: {
  readonly answer: FlameAnswer;
  readonly box: number;
  readonly ownModule: string;
}): JSX.Element {
  const { answer, box, ownModule } = props;
  const value = answer.cum[box]!;
  return (
    <>
      <Symbol name={answer.names[answer.name[box]!]?.function ?? ''} ownModule={ownModule} chars={36} />{' '}
      {formatValue(value, answer.sampleType.unit)}, {formatShare(value, answer.cum[0]!)}
    </>
  );
}
