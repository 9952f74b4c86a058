import { useState, type FormEvent, type JSX } from 'react';
import { Segments } from '../../ui/segments';
import { commandWords, shellOnly } from './command-line';
import { PaceFields } from './pace-fields';
import type { Sampling } from '../../state/preferences';
import { msg, t } from '../../i18n/t';

const FOLDERS = [
  { value: 'choose', text: msg('Choose when it starts') },
  { value: 'home', text: msg('Home folder') },
] as const;
type Folder = (typeof FOLDERS)[number]['value'];

/** A program that is started as a child of the sampler, so that reading it needs no right. The host asks before anything runs. */
export function ProgramTab(props: {
  readonly sampling: Sampling;
  readonly onSampling: (sampling: Sampling) => void;
  readonly onStart: (words: readonly string[], folder: Folder) => void;
  /** Why it did not start; ``. */
  readonly problem: string;
  readonly busy: boolean;
}): JSX.Element {
  const [text, setText] = useState('');
  const [folder, setFolder] = useState<Folder>('choose');
  const [tried, setTried] = useState(false);
  const words = commandWords(text);
  const problem = !words.ok ? words.error : words.value.length === 0 ? t('Name a program.') : '';
  const odd = words.ok ? shellOnly(words.value) : null;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (problem === '' && words.ok && !props.busy) props.onStart(words.value, folder);
  };
  const shown = props.problem !== '' ? props.problem : tried ? problem : '';
  return (
    <form className="at-form" onSubmit={submit}>
      <div className="at-main">
        <label htmlFor="at-command">{t('Command line')}</label>
        <input
          id="at-command"
          data-first
          className="m"
          value={text}
          placeholder="./server -config prod.toml"
          spellCheck={false}
          autoComplete="off"
          aria-invalid={shown !== ''}
          aria-describedby="at-command-hint"
          onChange={(event) => {
            setText(event.target.value);
            setTried(false);
          }}
        />
        <p id="at-command-hint" className={shown === '' ? 'd2' : 'at-warn'} role={shown === '' ? undefined : 'alert'}>
          {shown !== '' ? shown : (odd ?? t('Quotes keep words together. There is no shell: no variables, no pipes.'))}
        </p>
        <p className="at-sub">{t('Working directory')}</p>
        <Segments label={t('Working directory')} options={FOLDERS} value={folder} onChange={setFolder} />
        {words.ok && words.value.length > 1 && (
          <ol className="at-words" aria-label={t('Words of the command line')}>
            {words.value.map((word, index) => (
              <li key={index} className="m">
                {word === '' ? '""' : word}
              </li>
            ))}
          </ol>
        )}
      </div>
      <aside className="at-facts" aria-label={t('What happens')} tabIndex={0}>
        <section>
          <h3>{t('What happens')}</h3>
          <p className="d2">
            {t(
              'A dialog of the system shows what would be started and where, and asks: nothing runs before you agree. The sampler starts it, so reading it needs no permission. It runs on when its tab is closed; when Parkscope is closed, you are asked.',
            )}
          </p>
        </section>
        <section>
          <h3>{t('Sampling')}</h3>
          <PaceFields sampling={props.sampling} onChange={props.onSampling} />
        </section>
      </aside>
      <footer className="at-foot">
        <span className="d2">
          <kbd>Enter</kbd> {t('go on')}&ensp;
          <kbd>Esc</kbd> {t('close')}
        </span>
        <span className="grow" />
        <button type="submit" className="btn p" disabled={props.busy}>
          {t('Start…')}
        </button>
      </footer>
    </form>
  );
}
