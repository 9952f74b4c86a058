import { Copy, Minus, Plus, Search, Settings, Square, TriangleAlert, X } from 'lucide-react';
import { useEffect, useRef, useState, type JSX, type KeyboardEvent, type RefObject } from 'react';
import { TIERS } from '@core/api/findings';
import type { Boot } from '@ipc/channels';
import { useWorkspace } from '../client/use-workspace';
import { SETTINGS_TAB, useSession, type OpenDocument } from '../state/session';
import { useTabDrag } from './compare/tab-drop';
import { documentIcon } from './document-icon';
import { Icon, Mark } from '../ui/icons';
import { TIER_WORDS, Verdict } from '../ui/verdict';
import { CommandKey } from '../ui/keys/caps';
import { t } from '../i18n/t';

/** Tabs of documents, the way to the palette, and the window's own buttons where the system draws none. */
export function TitleBar({ boot, onPalette }: { readonly boot: Boot; readonly onPalette: () => void }): JSX.Element {
  const documents = useSession((s) => s.documents);
  const active = useSession((s) => s.active);
  const activate = useSession((s) => s.activate);
  const settings = useSession((s) => s.settings);
  const mac = boot.platform === 'darwin';
  return (
    <header id="title" className={mac ? 'mac' : ''} data-region="tabs">
      <AppMenu boot={boot} />
      <h1 className="sr">
        {active === SETTINGS_TAB ? t('Settings') : (documents.find((d) => d.id === active)?.title ?? 'Parkscope')}
      </h1>
      <nav className="tabs" aria-label={t('Documents')} onKeyDown={onTabKey}>
        <ul>
          {documents.map((document) => (
            <Tab key={document.id} document={document} on={document.id === active} />
          ))}
          {settings && <SettingsName on={active === SETTINGS_TAB} />}
        </ul>
        <button
          type="button"
          className={`tab plus${active === null ? ' on' : ''}`}
          aria-label={t('New tab: open something')}
          title={t('Open something')}
          aria-current={active === null ? 'page' : undefined}
          tabIndex={active === null ? 0 : -1}
          onClick={() => activate(null)}
        >
          <Plus size={14} aria-hidden />
        </button>
      </nav>
      <button type="button" className="cmd" onClick={onPalette}>
        <Search size={14} aria-hidden />
        {t('Go to or run')}
        <CommandKey id="palette" />
      </button>
      {boot.ownButtons && <WindowButtons />}
    </header>
  );
}

function AppMenu({ boot }: { readonly boot: Boot }): JSX.Element {
  const { bridge } = useWorkspace();
  if (!boot.ownButtons) {
    return (
      <div className="mark">
        <Mark />
      </div>
    );
  }
  return (
    <button
      type="button"
      className="mark"
      aria-label={t('Application menu')}
      title={t('Menu')}
      onClick={(event) => {
        const box = event.currentTarget.getBoundingClientRect();
        void bridge.windowAction({ action: 'menu', x: Math.round(box.left), y: Math.round(box.bottom) });
      }}
    >
      <Mark />
    </button>
  );
}

function Tab({ document, on }: { readonly document: OpenDocument; readonly on: boolean }): JSX.Element {
  const workspace = useWorkspace();
  const activate = useSession((s) => s.activate);
  const item = useRef<HTMLLIElement | null>(null);
  useInSight(item, on, document.title);
  const { findings, info } = document;
  const worst = findings === null ? undefined : TIERS.find((tier) => tier !== 'info' && findings[tier] > 0);
  const count = worst === undefined || findings === null ? 0 : findings[worst];
  const drag = useTabDrag(document.id, info !== null && info.live === undefined);
  return (
    <li
      ref={item}
      className={`tab${on ? ' on' : ''}${drag.over ? ' drop-on' : ''}`}
      {...drag.handlers}
      onAuxClick={(event) => event.button === 1 && workspace.close(document.id)}
    >
      <button
        type="button"
        className="name"
        aria-current={on ? 'page' : undefined}
        title={document.inputs.map((input) => input.name).join('\n')}
        tabIndex={on ? 0 : -1}
        onClick={() => activate(document.id)}
      >
        <Icon name={documentIcon(document)} size={14} />
        <span className="clip">{document.title}</span>
        {document.status === 'failed' && (
          <>
            <TriangleAlert size={12} aria-hidden />
            <span className="sr">{t('not read')}</span>
          </>
        )}
        {worst !== undefined && (
          <span className="worst">
            <Verdict tier={worst} size={12} named={false} />
            <span className="sm">{count}</span>
            <span className="sr">{TIER_WORDS[worst].toLowerCase()}</span>
          </span>
        )}
      </button>
      <CloseTab title={document.title} on={on} onClose={() => workspace.close(document.id)} />
    </li>
  );
}

/** The tab of the Settings, after those of the documents. */
function SettingsName({ on }: { readonly on: boolean }): JSX.Element {
  const { activate, closeSettings } = useSession.getState();
  const item = useRef<HTMLLIElement | null>(null);
  useInSight(item, on, '');
  return (
    <li ref={item} className={`tab${on ? ' on' : ''}`} onAuxClick={(event) => event.button === 1 && closeSettings()}>
      <button
        type="button"
        className="name"
        aria-current={on ? 'page' : undefined}
        tabIndex={on ? 0 : -1}
        onClick={() => activate(SETTINGS_TAB)}
      >
        <Settings size={14} aria-hidden />
        <span className="clip">{t('Settings')}</span>
      </button>
      <CloseTab title={t('Settings')} on={on} onClose={closeSettings} />
    </li>
  );
}

/** Among more tabs than fit, the one in front is in sight, also once its name has changed. */
function useInSight(item: RefObject<HTMLLIElement | null>, on: boolean, title: string): void {
  useEffect(() => {
    if (on) item.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [item, on, title]);
}

function CloseTab(props: { readonly title: string; readonly on: boolean; readonly onClose: () => void }): JSX.Element {
  return (
    <button
      type="button"
      className="cx"
      tabIndex={props.on ? 0 : -1}
      aria-label={t('Close {title}', { title: props.title })}
      title={t('Close')}
      onClick={props.onClose}
    >
      <X size={12} aria-hidden />
    </button>
  );
}

function onTabKey(event: KeyboardEvent): void {
  const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
  if (step === 0 || event.altKey || event.ctrlKey) return;
  const names = [...event.currentTarget.querySelectorAll<HTMLElement>('.name, .plus')];
  const at = names.findIndex((name) => name === document.activeElement);
  const next = names[at + step];
  if (at < 0 || next === undefined) return;
  event.preventDefault();
  next.focus();
}

function WindowButtons(): JSX.Element {
  const { bridge } = useWorkspace();
  const [maximised, setMaximised] = useState(false);
  useEffect(() => bridge.on('windowState', (state) => setMaximised(state.maximised || state.fullScreen)), [bridge]);
  const act = (action: 'minimise' | 'toggle-maximise' | 'close') => () => void bridge.windowAction({ action });
  return (
    <div className="win">
      <button type="button" aria-label={t('Minimise')} tabIndex={-1} onClick={act('minimise')}>
        <Minus size={16} aria-hidden />
      </button>
      <button
        type="button"
        aria-label={maximised ? t('Restore') : t('Maximise')}
        tabIndex={-1}
        onClick={act('toggle-maximise')}
      >
        {maximised ? <Copy size={12} className="restore" aria-hidden /> : <Square size={11} aria-hidden />}
      </button>
      <button type="button" className="close" aria-label={t('Close window')} tabIndex={-1} onClick={act('close')}>
        <X size={16} aria-hidden />
      </button>
    </div>
  );
}
