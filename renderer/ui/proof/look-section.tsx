import { useMemo, useState, type JSX } from 'react';
import type { LiveInfo, LooksAnswer } from '@core/api/live';
import { t } from '../../i18n/t';
import { useCommands } from '../commands';
import { lookCommands } from './look-commands';
import { LookFigures, LookLine, type LookProps } from './look-line';
import { ProveDialog } from './prove-dialog';
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
}): JSX.Element {
  const { looks, live, figures, onLook, onProve, onEnd } = props;
  const [asking, setAsking] = useState(false);
  const { name, pid } = live;
  const line = useMemo(
    (): LookProps => ({ looks, name, onLook, onProve: () => setAsking(true), onEnd }),
    [looks, name, onLook, onEnd],
  );
  useCommands(useMemo(() => lookCommands(line), [line]));
  return (
    <section className="look" aria-label={t('Proof from memory')}>
      <LookLine {...line} />
      {figures && <LookFigures looks={looks} />}
      <ProveDialog
        open={asking}
        look={looks.look}
        name={`${name} (${pid})`}
        onClose={() => setAsking(false)}
        onProve={onProve}
      />
    </section>
  );
}
