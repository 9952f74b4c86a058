import { useState, type JSX } from 'react';
import type { LookFacts } from '@core/api/live';
import { formatCount } from '@core/base/format';
import { t } from '../../i18n/t';
import { Dialog, DialogHead } from '../dialog/dialog';
import { Segments } from '../segments';
import { STOP_MS, STOPS_MS, stopSentence, stopText } from './look-words';
import './proof.css';

/** Says how long the process will stand still, and asks. */
export function ProveDialog(props: {
  readonly open: boolean;
  /** The look that left something to prove. */
  readonly look: LookFacts | null;
  /** Of the program, with its pid. */
  readonly name: string;
  readonly onClose: () => void;
  readonly onProve: (maxStopMs: number) => void;
}): JSX.Element {
  const { look, onClose } = props;
  const title = t('Prove that they can never wake');
  return (
    <Dialog open={props.open} onClose={onClose} className="prove" label={title}>
      <DialogHead title={title} onClose={onClose} />
      {look !== null && <ProveForm look={look} name={props.name} onClose={onClose} onProve={props.onProve} />}
    </Dialog>
  );
}

function ProveForm(props: {
  readonly look: LookFacts;
  readonly name: string;
  readonly onClose: () => void;
  readonly onProve: (maxStopMs: number) => void;
}): JSX.Element {
  const { look, name } = props;
  const [most, setMost] = useState<number>(STOP_MS);
  const tooLong = look.expectedStopNs > most * 1e6;
  return (
    <form
      className="prove-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (tooLong) return;
        props.onClose();
        props.onProve(most);
      }}
    >
      <p className="said">{stopSentence(look.expectedStopNs, most)}</p>
      <p>
        {t(
          '{name} is looked at once more while it runs. Only if goroutines are unreachable still ({n} were) it is stopped, what changed is copied, and it runs on; a moment later the same again. What was copied is followed afterwards.',
          { name, n: formatCount(look.found) },
        )}
      </p>
      <p>
        {t(
          'A stop that lasts longer than allowed is broken off, and nothing is proven. If Parkscope ends meanwhile, the process runs on.',
        )}
      </p>
      <div className="field">
        <span>{t('Longest stop')}</span>
        <Segments
          label={t('Longest stop')}
          options={STOPS_MS.map((ms) => ({ value: String(ms), text: stopText(ms) }))}
          value={String(most)}
          onChange={(value) => setMost(Number(value))}
        />
      </div>
      {tooLong && (
        <p role="alert" className="problem">
          {t('A stop is expected to take longer than that: allow more, or leave it.')}
        </p>
      )}
      <footer>
        <button type="button" className="btn" onClick={props.onClose}>
          {t('Cancel')}
        </button>
        <button type="submit" className="btn p" disabled={tooLong} data-first>
          {t('Stop it twice and prove')}
        </button>
      </footer>
    </form>
  );
}
