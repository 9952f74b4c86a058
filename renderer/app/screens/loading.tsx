import { useEffect, useState, type JSX } from 'react';
import { formatCount, formatFileSize } from '@core/base/format';
import { useWorkspace } from '../../client/use-workspace';
import type { OpenDocument } from '../../state/session';
import { ProgressBar, Screen } from '../../ui/screen';
import { CommandKey } from '../../ui/keys/caps';
import { t } from '../../i18n/t';

const SHOW_AFTER_MS = 300;
const TICK_MS = 250;

/** Reading a document: what, how far, how long still. Nothing for the first 300 ms. */
export function LoadingScreen({ document }: { readonly document: OpenDocument }): JSX.Element | null {
  const workspace = useWorkspace();
  const [now, setNow] = useState(document.since);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  const elapsed = now - document.since;
  if (elapsed < SHOW_AFTER_MS) return null;
  const { progress } = document;
  const share = progress === null || progress.total === 0 ? 0 : progress.done / progress.total;
  return (
    <Screen
      alone
      title={progress?.what ?? t('Reading {title}', { title: document.title })}
      actions={
        <button type="button" className="btn" onClick={() => workspace.cancel(document.id)}>
          {t('Cancel')} <CommandKey id="cancel-open" />
        </button>
      }
    >
      <ProgressBar share={share} label={progress?.what ?? t('Reading')} />
      {progress !== null && progress.total > 0 && (
        <p className="spread">
          <span>
            {sizes(progress.done, progress.total)}
            {progress.found > 0 ? `, ${formatCount(progress.found)} ${progress.noun}` : ''}
          </span>
          <span>{timeLeft(share, elapsed)}</span>
        </p>
      )}
    </Screen>
  );
}

/** `35.8 of 58.4 MB`. */
function sizes(done: number, total: number): string {
  const whole = formatFileSize(total);
  const part = formatFileSize(done);
  const [value, unit] = part.split('\u00a0');
  return whole.endsWith(`\u00a0${unit ?? ''}`)
    ? t('{value} of {whole}', { value: value ?? '', whole })
    : t('{part} of {whole}', { part, whole });
}

/** `about 1 s left`; nothing while too little was read to tell. */
export function timeLeft(share: number, elapsedMs: number): string {
  if (share < 0.02 || share >= 1) return '';
  const seconds = Math.max(1, Math.round(((1 - share) / share) * (elapsedMs / 1000)));
  return seconds < 90
    ? t('about {seconds}\u00a0s left', { seconds })
    : t('about {round}\u00a0min left', { round: Math.round(seconds / 60) });
}
