import { useEffect, useState, type JSX } from 'react';
import { ANNOUNCED_AFTER_MS } from '../client/query-cache';
import { useWaiting } from '../client/use-waiting';
import { useWorkspace } from '../client/use-workspace';
import { t } from '../i18n/t';
import { CommandKey } from '../ui/keys/caps';

const TICK_MS = 250;

/** Over the view, while the engine works out what it shows: for how long already, and how to give it up. */
export function Waiting({ doc }: { readonly doc: string }): JSX.Element | null {
  const { cache } = useWorkspace();
  const waiting = useWaiting(doc);
  const [now, setNow] = useState(0);
  const since = typeof waiting === 'number' ? waiting : null;
  useEffect(() => {
    if (since === null) return;
    const tick = (): void => setNow(performance.now());
    const first = setTimeout(tick, ANNOUNCED_AFTER_MS + since - performance.now());
    const timer = setInterval(tick, TICK_MS);
    return () => {
      clearTimeout(first);
      clearInterval(timer);
    };
  }, [since]);
  if (waiting === 'stopped') {
    return (
      <div className="waiting" role="status">
        <span>{t('Cancelled: this view is not complete.')}</span>
        <button type="button" className="btn" onClick={() => cache.goOn(doc)}>
          {t('Go on')}
        </button>
      </div>
    );
  }
  const elapsed = since === null ? 0 : now - since;
  if (elapsed < ANNOUNCED_AFTER_MS) return null;
  return (
    <div className="waiting" role="status">
      <i className="busy" aria-hidden="true" />
      {/* The count would be read aloud four times a second. */}
      <span>
        {t('Working it out')}
        <span aria-hidden="true">, {t('{seconds} s', { seconds: (elapsed / 1000).toFixed(1) })}</span>
      </span>
      <button type="button" className="btn" onClick={() => cache.stop(doc)}>
        {t('Cancel')} <CommandKey id="cancel-open" />
      </button>
    </div>
  );
}
