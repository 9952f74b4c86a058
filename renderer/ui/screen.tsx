import type { JSX, ReactNode } from 'react';
import { t } from '../i18n/t';
import './screen.css';

/** A pane that has words instead of data: title, why, what to do. */
export function Screen(props: {
  readonly title: string;
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
  readonly below?: ReactNode;
  /** It is all there is in a large pane: a column in its middle, where the start screen is too. */
  readonly alone?: boolean;
}): JSX.Element {
  return (
    <div className={props.alone === true ? 'screen alone' : 'screen'}>
      <h2>{props.title}</h2>
      {props.children}
      {props.actions !== undefined && <div className="go">{props.actions}</div>}
      {props.below}
    </div>
  );
}

/** A command to run, with a button that copies it. */
export function CommandLine({ command, onCopy }: { command: string; onCopy: () => void }): JSX.Element {
  return (
    <div className="cmdl">
      <code className="pre">{command}</code>
      <button type="button" className="btn q" onClick={onCopy} aria-label={t('Copy the command')} title={t('Copy')}>
        <CopyIcon />
      </button>
    </div>
  );
}

function CopyIcon(): JSX.Element {
  return (
    <svg
      width="14"
      height="14"
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.3"
      aria-hidden="true"
    >
      <path d="M5.5 5.5h7v8h-7zM3.5 10.5v-8h7" />
    </svg>
  );
}

/** How far: 0 … 1. Its words stand beside it. */
export function ProgressBar({ share, label }: { share: number; label: string }): JSX.Element {
  const percent = Math.round(Math.min(1, Math.max(0, share)) * 100);
  return (
    <div
      className="prog"
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
    >
      <i style={{ width: `${percent}%` }} />
    </div>
  );
}

/** A strip above the content: `warning` something is missing, `error` something stopped. */
export function Banner(props: {
  readonly kind: 'warning' | 'error';
  readonly title: string;
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
}): JSX.Element {
  return (
    <div className={`ban ${props.kind}`} role="status">
      <svg
        width="16"
        height="16"
        viewBox="0 0 16 16"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.3"
        strokeLinecap="round"
        strokeLinejoin="round"
        aria-hidden="true"
      >
        <path d="M8 2.5 14.5 13.5h-13zM8 6.5v3.5M8 11.8v.1" />
      </svg>
      <span className="grow">
        <b>{props.title}</b> <span className="d2">{props.children}</span>
      </span>
      {props.actions}
    </div>
  );
}
