import { Check, Minus } from 'lucide-react';
import { useEffect, useRef, useState, type FormEvent, type JSX } from 'react';
import type { ProbeAnswer, UrlSeries } from '@core/api/live';
import { formatCount, formatNanoseconds } from '@core/base/format';
import { preferredSeries } from '../../state/preferences';
import { announce } from '../../ui/announce';
import type { Probed } from './attach';
import { SeriesFields } from './series-fields';
import { pprofBase } from './url-text';
import { t } from '../../i18n/t';

/** The base of net/http/pprof of a program, on any machine that can be reached: first it is looked at, then it is opened. */
export function UrlTab(props: {
  readonly onProbe: (url: string) => Promise<Probed | null>;
  readonly onOpen: (probed: Probed, series: UrlSeries) => void;
  /** Opens what takes its time, as a document of its own. */
  readonly onFetch: (url: string) => void;
  /** Why the last try did not succeed; ``. */
  readonly problem: string;
  readonly busy: boolean;
}): JSX.Element {
  const [text, setText] = useState('');
  const [tried, setTried] = useState(false);
  const [probed, setProbed] = useState<Probed | null>(null);
  const [series, setSeries] = useState(preferredSeries);
  const asked = useRef(0);
  useEffect(() => () => void asked.current++, []);
  const base = pprofBase(text);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setTried(true);
    if (!base.ok || props.busy) return;
    if (probed !== null) {
      props.onOpen(probed, series);
      return;
    }
    const mine = ++asked.current;
    const answer = await props.onProbe(base.value);
    // What was typed meanwhile is another address.
    if (answer === null || mine !== asked.current) return;
    setProbed(answer);
    announce(foundText(answer.found));
  };
  const own = base.ok ? '' : base.error === '' ? t('Type an address.') : base.error;
  const shown = tried ? (props.problem !== '' ? props.problem : own) : '';
  return (
    <form className="at-form" onSubmit={(event) => void submit(event)}>
      <div className="at-main">
        <label htmlFor="at-url">{t('Base URL of net/http/pprof')}</label>
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
            asked.current++;
            setText(event.target.value);
            setTried(false);
            setProbed(null);
          }}
        />
        <p id="at-url-hint" className={shown === '' ? 'd2' : 'at-warn'} role={shown === '' ? undefined : 'alert'}>
          {shown !== ''
            ? shown
            : base.ok && text.trim() !== base.value
              ? t('Asks {base}', { base: base.value })
              : t('A host and port are enough. One profile (…/heap) opens alone.')}
        </p>
        {probed !== null ? (
          <>
            <Found found={probed.found} series={series} />
            {probed.found.kind === 'index' && base.ok && (
              <p className="at-actions">
                <button
                  type="button"
                  className="btn"
                  disabled={props.busy}
                  title={t('Opens as a document of its own')}
                  onClick={() => props.onFetch(`${base.value}profile?seconds=5`)}
                >
                  {t('CPU profile of 5\u00a0s')}
                </button>
                <button
                  type="button"
                  className="btn"
                  disabled={props.busy}
                  title={t('Opens as a document of its own')}
                  onClick={() => props.onFetch(`${base.value}trace?seconds=2`)}
                >
                  {t('Trace of 2\u00a0s')}
                </button>
              </p>
            )}
          </>
        ) : (
          <>
            <p className="at-sub">{t('In the program, where it is not there yet:')}</p>
            <pre className="at-code m pre">
              {'import _ "net/http/pprof"\n\ngo http.ListenAndServe("localhost:6060", nil)'}
            </pre>
          </>
        )}
      </div>
      <aside className="at-facts" aria-label={t('What is asked')} tabIndex={0}>
        <section>
          <h3>{t('What is asked')}</h3>
          <ul className="at-asked">
            <li>{t('First only the index page: which profiles there are')}</li>
            <li>{t('Then goroutines and heap at each moment: what grows is told from what stands')}</li>
            <li>{t('CPU profile and trace only when you ask: they take time')}</li>
          </ul>
        </section>
        <section>
          <h3>{t('Moments')}</h3>
          <SeriesFields series={series} onChange={setSeries} />
        </section>
        <section>
          <h3>{t('What it costs')}</h3>
          <p className="d2">
            {t(
              'The program stops while it writes its goroutines: about 10\u00a0ms for 10,000 of them with counts, much longer with all stacks, which are asked for by themselves only below 20,000. Reading a process of this machine does not stop it.',
            )}
          </p>
        </section>
      </aside>
      <footer className="at-foot">
        <span className="d2">
          <kbd>Enter</kbd> {probed === null ? t('look') : t('open')}&ensp;
          <kbd>Esc</kbd> {t('close')}
        </span>
        <span className="grow" />
        <button type="submit" className="btn p" disabled={props.busy}>
          {probed === null ? t('Look') : t('Open')}
        </button>
      </footer>
    </form>
  );
}

/** Taken of each moment, where they are there. */
const TAKEN = ['goroutine', 'heap'];

function foundText({ host, kind, profiles, ms }: ProbeAnswer): string {
  if (kind === 'file') return t('One profile of {host}, fetched when it is opened', { host });
  if (kind === 'custom') return t('{host} has no index page; profiles are tried by their names', { host });
  const count = formatCount(profiles.length);
  return ms === null
    ? t('{host} answered: {profiles} profiles', { host, profiles: count })
    : t('{host} answered in {time}: {profiles} profiles', { host, time: formatNanoseconds(ms * 1e6), profiles: count });
}

/** What is there, with what of it is taken. */
function Found({ found, series }: { readonly found: ProbeAnswer; readonly series: UrlSeries }): JSX.Element {
  const { profiles, leakProfile, kind } = found;
  return (
    <section className="at-found" aria-label={t('What is there')}>
      <h3>{foundText(found)}</h3>
      {profiles.length > 0 && (
        <table>
          <thead>
            <tr>
              <th scope="col">{t('Profile')}</th>
              <th scope="col" className="r">
                {t('Records')}
              </th>
              <th scope="col">{t('Taken')}</th>
            </tr>
          </thead>
          <tbody>
            {profiles.map(({ name, count }) => (
              <tr key={name}>
                <th scope="row" className="m">
                  {name}
                </th>
                <td className="r">{formatCount(count)}</td>
                <td>
                  {TAKEN.includes(name) || (name === 'goroutineleak' && series.collect) ? (
                    <>
                      <Check size={14} className="yes" aria-hidden /> {t('each moment')}
                    </>
                  ) : (
                    <>
                      <Minus size={14} className="d" aria-hidden />
                      <span className="sr">{t('no')}</span>
                    </>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {leakProfile === 'yes' && (
        <p className="d2">
          {series.collect
            ? t('Its leak profile is asked for at each moment: what it finds is proven.')
            : t(
                'Its leak profile can prove leaks; it needs a garbage collection, so it is asked for when you agree to that.',
              )}
        </p>
      )}
      {kind === 'index' && leakProfile === 'no' && (
        <p className="d2">{t('This Go has no leak profile (1.27 has): growth over the moments tells leaks.')}</p>
      )}
      {kind === 'custom' && (
        <p className="d2">{t('Without an index page it is not known whether it has a leak profile.')}</p>
      )}
    </section>
  );
}
