import { useMemo, useState, type JSX } from 'react';
import type { LiveInfo, LooksAnswer } from '@core/api/live';
import { t } from '../../i18n/t';
import { useCommands } from '../commands';
import { lookCommands } from './look-commands';
import { LookFigures, LookLine, type LookProps } from './look-line';
import { ProveDialog } from './prove-dialog';
import { RuntimeDialog, type RuntimeAsking } from './runtime-dialog';
import './proof.css';

/** What is known of goroutines that can never wake, what can be done to know more, and the question before a stop. */
export function LookSection(props: {
  readonly looks: LooksAnswer;
  readonly live: LiveInfo;
  /** With what was followed and what it costs. */
  readonly figures: boolean;
  readonly onLook: () => void;
  /** The user agreed to stops of this length. */
  readonly onProve: (maxStopMs: number) => void;
  readonly onEnd: () => void;
  readonly asking: RuntimeAsking | null;
}): JSX.Element {
  const { looks, live, figures, onLook, onProve, onEnd, asking } = props;
  const [question, setQuestion] = useState<'stop' | 'runtime' | null>(null);
  const { name, pid } = live;
  const line = useMemo(
    (): LookProps => ({
      ...{ looks, name, onLook, onEnd },
      onProve: () => setQuestion('stop'),
      onAsk: asking === null ? null : () => setQuestion('runtime'),
    }),
    [looks, name, onLook, onEnd, asking],
  );
  useCommands(useMemo(() => lookCommands(line), [line]));
  return (
    <section className="look" aria-label={t('Proof from memory')}>
      <LookLine {...line} />
      {figures && <LookFigures looks={looks} />}
      <ProveDialog
        open={question === 'stop'}
        look={looks.look}
        name={`${name} (${pid})`}
        onClose={() => setQuestion(null)}
        onProve={onProve}
      />
      {asking !== null && (
        <RuntimeDialog open={question === 'runtime'} name={name} asking={asking} onClose={() => setQuestion(null)} />
      )}
    </section>
  );
}
