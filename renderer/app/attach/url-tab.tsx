import { useState, type FormEvent, type JSX } from 'react';
import { pprofBase } from './url-text';

/** The base of net/http/pprof of a program, on any machine that can be reached. */
export function UrlTab(props: {
  readonly onOpen: (url: string) => void;
  /** Why it was not opened; ``. */
  readonly problem: string;
  readonly busy: boolean;
}): JSX.Element {
  const [text, setText] = useState('');
  const [tried, setTried] = useState(false);
  const base = pprofBase(text);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (base.ok && !props.busy) props.onOpen(base.value);
  };
  const own = base.ok ? '' : base.error === '' ? 'Type an address.' : base.error;
  const shown = props.problem !== '' ? props.problem : tried ? own : '';
  return (
    <form className="at-form" onSubmit={submit}>
      <div className="at-main">
        <label htmlFor="at-url">Base URL of net/http/pprof</label>
        <input
          id="at-url"
          data-first
          className="m"
          value={text}
          placeholder="http://localhost:6060/debug/pprof/"
          spellCheck={false}
          autoComplete="off"
          inputMode="url"
          aria-invalid={shown !== ''}
          aria-describedby="at-url-hint"
          onChange={(event) => {
            setText(event.target.value);
            setTried(false);
          }}
        />
        <p id="at-url-hint" className={shown === '' ? 'd2' : 'at-warn'} role={shown === '' ? undefined : 'alert'}>
          {shown !== ''
            ? shown
            : base.ok && text.trim() !== base.value
              ? `Asks ${base.value}`
              : 'A host and port are enough. One profile (…/heap) opens alone.'}
        </p>
        <p className="at-sub">In the program, where it is not there yet:</p>
        <pre className="at-code m pre">
          {'import _ "net/http/pprof"\n\ngo http.ListenAndServe("localhost:6060", nil)'}
        </pre>
      </div>
      <aside className="at-facts" aria-label="What is asked" tabIndex={0}>
        <section>
          <h3>What is asked</h3>
          <ul className="at-asked">
            <li>What there is: which profiles, and whether Go can judge leaks itself</li>
            <li>Goroutines and heap, three times, 2&nbsp;s apart, so that what grows can be told from what stands</li>
            <li>Each moment is a capture; findings say which</li>
          </ul>
        </section>
        <section>
          <h3>What it costs</h3>
          <p className="d2">
            The program stops while it writes its goroutines: about 10&nbsp;ms for 10,000 of them with counts, much
            longer with all stacks, which are asked for only below 20,000. Reading a process of this machine does not
            stop it.
          </p>
        </section>
      </aside>
      <footer className="at-foot">
        <span className="d2">
          <kbd>Enter</kbd> open&ensp;<kbd>Esc</kbd> close
        </span>
        <span className="grow" />
        <button type="submit" className="btn p" disabled={props.busy}>
          Open
        </button>
      </footer>
    </form>
  );
}
