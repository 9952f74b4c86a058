import { useEffect, useRef, useState, type JSX } from 'react';
import { t } from '../../i18n/t';
import { Dialog, DialogHead } from '../dialog/dialog';
import './proof.css';

/** How the runtime of a watched process is asked which goroutines have leaked. */
export interface RuntimeAsking {
  /** Where the process may serve net/http/pprof: `localhost:6060`, the likeliest first. */
  addresses(): Promise<readonly string[]>;
  /** Looks once more and asks. Resolves with why there is no answer, a sentence or more; `` where there is one. `signal` ends it. */
  ask(address: string, signal: AbortSignal): Promise<string>;
}

/** Where to ask the runtime, and what asking costs the process. */
export function RuntimeDialog(props: {
  readonly open: boolean;
  /** Of the program, with its pid. */
  readonly name: string;
  readonly asking: RuntimeAsking;
  readonly onClose: () => void;
}): JSX.Element {
  const { onClose } = props;
  const title = t('Ask the runtime, too');
  return (
    <Dialog open={props.open} onClose={onClose} className="prove" label={title}>
      <DialogHead title={title} onClose={onClose} />
      {props.open && <RuntimeForm name={props.name} asking={props.asking} onClose={onClose} />}
    </Dialog>
  );
}

function RuntimeForm(props: {
  readonly name: string;
  readonly asking: RuntimeAsking;
  readonly onClose: () => void;
}): JSX.Element {
  const { name, asking, onClose } = props;
  const [address, setAddress] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState('');
  const here = useRef(true);
  const under = useRef<AbortController | null>(null);
  useEffect(() => {
    here.current = true;
    void asking.addresses().then(([first]) => {
      // Who has begun to type knows better.
      if (here.current && first !== undefined) setAddress((typed) => (typed === '' ? first : typed));
    });
    return () => {
      here.current = false;
      under.current?.abort();
    };
  }, [asking]);
  const submit = async (): Promise<void> => {
    if (busy || address.trim() === '') return;
    setBusy(true);
    setProblem('');
    under.current = new AbortController();
    const why = await asking.ask(address.trim(), under.current.signal);
    if (!here.current) return;
    setBusy(false);
    setProblem(why);
    if (why === '') onClose();
  };
  return (
    <form
      className="prove-form"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <p className="said">{t('Makes the process collect its garbage once.')}</p>
      <p>
        {t(
          'Go 1.27 and later (1.26 where it was built for it) say themselves which goroutines have leaked, as the profile goroutineleak of net/http/pprof. {name} is looked at once more, then asked; both verdicts are shown, and where they differ.',
          { name },
        )}
      </p>
      <label className="field">
        <span>{t('Address')}</span>
        <input
          className="m grow"
          value={address}
          placeholder="localhost:6060"
          spellCheck={false}
          data-first
          onChange={(event) => setAddress(event.target.value)}
        />
      </label>
      {problem !== '' && (
        <p role="alert" className="problem">
          {problem}
        </p>
      )}
      <footer>
        <button type="button" className="btn" onClick={onClose}>
          {t('Cancel')}
        </button>
        <button type="submit" className="btn p" disabled={busy || address.trim() === ''}>
          {busy ? t('Asking…') : t('Ask')}
        </button>
      </footer>
    </form>
  );
}
