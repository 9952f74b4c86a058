import { X } from 'lucide-react';
import { useState, type JSX } from 'react';
import type { ProcessRow } from '@core/api/live';
import { useWorkspace } from '../../client/use-workspace';
import { Dialog } from '../../ui/dialog/dialog';
import { Segments } from '../../ui/segments';
import { attachTo, openProfile, probeUrl, startProgram, type Outcome, type Probed } from './attach';
import { ProcessTab } from './process-tab';
import { ProgramTab } from './program-tab';
import { preferredSampling } from '../../state/preferences';
import { UrlTab } from './url-tab';
import { msg, t } from '../../i18n/t';
import './attach.css';

const TABS = [
  { value: 'process', text: msg('Running process') },
  { value: 'program', text: msg('Start a program') },
  { value: 'url', text: msg('pprof URL') },
] as const;
type AttachTab = (typeof TABS)[number]['value'];

/** A running process, a program to start, or a URL: what is chosen becomes a document. */
export function AttachDialog(props: { readonly open: boolean; readonly onClose: () => void }): JSX.Element {
  return (
    <Dialog open={props.open} onClose={props.onClose} className="attach" label={t('Attach')}>
      <Content onClose={props.onClose} />
    </Dialog>
  );
}

function Content({ onClose }: { readonly onClose: () => void }): JSX.Element {
  const workspace = useWorkspace();
  const [tab, setTab] = useState<AttachTab>('process');
  const [sampling, setSampling] = useState(preferredSampling);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState('');
  const run = async (task: () => Promise<Outcome>): Promise<void> => {
    setBusy(true);
    setProblem('');
    const outcome = await task();
    setBusy(false);
    if (outcome.done) onClose();
    else setProblem(outcome.problem);
  };
  const probe = async (url: string): Promise<Probed | null> => {
    setBusy(true);
    setProblem('');
    const answer = await probeUrl(workspace, url);
    setBusy(false);
    if (typeof answer !== 'string') return answer;
    setProblem(answer);
    return null;
  };
  const attach = (row: ProcessRow, once: boolean): void =>
    void run(() => attachTo(workspace, row, once ? 'once' : sampling));
  return (
    <>
      <header className="dlg-head">
        <h2>{t('Attach')}</h2>
        <Segments
          label={t('To what')}
          options={TABS}
          value={tab}
          onChange={(next) => {
            setProblem('');
            setTab(next);
          }}
        />
        <span className="grow" />
        <button type="button" className="btn q" onClick={onClose} aria-label={t('Close')}>
          <X size={16} aria-hidden />
        </button>
      </header>
      <div className={`at-body ${tab}`}>
        {tab === 'process' && (
          <ProcessTab
            sampling={sampling}
            onSampling={setSampling}
            onAttach={(row) => attach(row, false)}
            onOnce={(row) => attach(row, true)}
            onUrl={() => setTab('url')}
            problem={problem}
            busy={busy}
          />
        )}
        {tab === 'program' && (
          <ProgramTab
            sampling={sampling}
            onSampling={setSampling}
            onStart={(words, folder) => void run(() => startProgram(workspace, words, folder, sampling))}
            problem={problem}
            busy={busy}
          />
        )}
        {tab === 'url' && (
          <UrlTab
            onProbe={probe}
            onOpen={({ set }, series) => {
              workspace.openSets([set], series);
              onClose();
            }}
            onFetch={(url) => void run(() => openProfile(workspace, url))}
            problem={problem}
            busy={busy}
          />
        )}
      </div>
    </>
  );
}
