import { useCallback, useEffect, useMemo, useRef, useState, type JSX } from 'react';
import { Group, Panel, Separator } from 'react-resizable-panels';
import type { DocumentInfo } from '@core/api/document';
import type { EngineError } from '@core/api/errors';
import { TIERS, type Finding, type Tier } from '@core/api/findings';
import { errorText } from '../../client/error-text';
import { useShownTable } from '../../client/shown-tables';
import { useQuery } from '../../client/use-query';
import { useWorkspace } from '../../client/use-workspace';
import { useLayout } from '../../state/settings';
import { useView, viewOf } from '../../state/view';
import { announce } from '../../ui/announce';
import { useCommands, type Command } from '../../ui/commands';
import { viewCommand } from '../../ui/keys/view-commands';
import { Screen } from '../../ui/screen';
import { FindingList } from './list';
import { RulesFoot } from './list-foot';
import { findingMarkdown } from './markdown';
import { MuteDialog } from './mute';
import { openFinding } from './open-finding';
import { shownFindings } from './shown';
import { Story } from './story';
import { WORDS } from './words';
import { t } from '../../i18n/t';
import { fromEngine } from '../../i18n/from-engine';
import './findings.css';

const LIST = { least: 240, first: 336, most: 560 };

/** The list of findings by tier, and the story of the selected one. */
export function FindingsView({ info }: { readonly info: DocumentInfo }): JSX.Element | null {
  const { answer, error } = useQuery('findings', { doc: info.doc });
  useShownTable('findings', { doc: info.doc });
  const { selection } = useView(info.doc);
  const [width, setWidth] = useLayout('findings.list', LIST.first);
  const [infoOpen, setInfoOpen] = useState(false);
  const [muting, setMuting] = useState<Finding | null>(null);
  const all = answer?.findings ?? null;
  const shown = useMemo(
    () => (all === null ? null : shownFindings(all, infoOpen, selection.finding)),
    [all, infoOpen, selection.finding],
  );
  const findings = shown?.findings ?? null;
  const chosen = findings?.find((f) => f.id === selection.finding) ?? findings?.[0] ?? null;
  const count = all?.length;
  useEffect(() => {
    if (count !== undefined) announce(WORDS.found(count));
  }, [count]);
  const openInfo = useCallback(
    (open: boolean): void => {
      setInfoOpen(open);
      // A selected one would keep the others open.
      if (!open && all !== null && !shownFindings(all, false, null).findings.some(({ id }) => id === selection.finding))
        viewOf(info.doc).select({ finding: null });
    },
    [all, info.doc, selection.finding],
  );
  useFindingCommands({ info, findings, chosen, mute: setMuting, toggleInfo: () => openInfo(shown?.open !== true) });

  if (answer === null) return error === null ? null : <Failed error={error} />;
  if (chosen === null || shown === null) {
    const hasProfile = info.captures.some(({ sampleTypes }) => sampleTypes.length > 0);
    return (
      <Screen
        alone
        title={totalOf(answer.suppressed) > 0 ? WORDS.allMuted : WORDS.noneTitle}
        actions={
          hasProfile ? (
            <button type="button" className="btn" onClick={() => viewOf(info.doc).change({ view: 'flame' })}>
              {WORDS.openInFlame}
            </button>
          ) : (
            <button type="button" className="btn" onClick={() => viewOf(info.doc).change({ view: 'metrics' })}>
              {WORDS.openInMetrics}
            </button>
          )
        }
      >
        {totalOf(answer.suppressed) === 0 && <p>{WORDS.noneText(info)}</p>}
        <RulesFoot info={info} answer={answer} />
      </Screen>
    );
  }
  return (
    <>
      <Group orientation="horizontal" className="findings">
        <Panel
          id="list"
          defaultSize={width}
          minSize={LIST.least}
          maxSize={LIST.most}
          groupResizeBehavior="preserve-pixel-size"
          onResize={(size) => setWidth(Math.round(size.inPixels))}
        >
          <FindingList info={info} answer={answer} shown={shown} chosen={chosen} onInfo={openInfo} />
        </Panel>
        <Separator className="split" aria-label={t('Width of the list')} />
        <Panel id="story">
          <div className="f-right">
            {selection.finding !== null && selection.finding !== chosen.id && (
              <Gone info={info} id={selection.finding} />
            )}
            <Story key={chosen.id} info={info} finding={chosen} onMute={() => setMuting(chosen)} />
          </div>
        </Panel>
      </Group>
      <MuteDialog
        finding={muting}
        onClose={() => setMuting(null)}
        onMuted={() => selectBeside(info, shown.findings, muting)}
      />
    </>
  );
}

/** A link, or the finding that was selected before the rules changed, names one that the list does not have. */
function Gone({ info, id }: { readonly info: DocumentInfo; readonly id: string }): JSX.Element | null {
  const { answer } = useQuery('ruleResults', { doc: info.doc });
  if (answer === null) return null;
  const muted = answer.suppressed.find(({ finding }) => finding.id === id);
  return (
    <p className="f-gone" role="status">
      <span>
        {muted === undefined
          ? WORDS.gone(id)
          : WORDS.goneMuted(fromEngine(muted.finding.summary), muted.suppression.reason)}
      </span>
      {muted !== undefined && (
        <button
          type="button"
          className="lnk"
          onClick={() => viewOf(info.doc).change({ view: 'rules', rules: { tab: 'muted' } })}
        >
          {WORDS.review}
        </button>
      )}
    </p>
  );
}

/** The one below what goes, so that the eye stays where it is; the one above at the end. */
function selectBeside(info: DocumentInfo, findings: readonly Finding[], gone: Finding | null): void {
  const at = findings.findIndex(({ id }) => id === gone?.id);
  const next = findings[at + 1] ?? findings[at - 1];
  viewOf(info.doc).select({ finding: next?.id ?? null });
  if (next !== undefined) requestAnimationFrame(() => document.getElementById(`finding-${next.id}`)?.focus());
}

function totalOf(counts: Readonly<Record<Tier, number>>): number {
  return TIERS.reduce((sum, tier) => sum + counts[tier], 0);
}

/** The rules themselves failed: a defect, to be reported. */
function Failed({ error }: { readonly error: EngineError }): JSX.Element {
  const { bridge } = useWorkspace();
  const details = [errorText(error), error.excerpt ?? ''].filter((part) => part !== '').join('\n');
  return (
    <Screen
      alone
      title={fromEngine(error.message)}
      actions={
        <button type="button" className="btn" onClick={() => void bridge.clipboardWrite({ text: details })}>
          {t('Copy details')}
        </button>
      }
    >
      <p>{fromEngine(error.reason)}</p>
      <p>{fromEngine(error.hint)}</p>
    </Screen>
  );
}

interface Keys {
  readonly info: DocumentInfo;
  /** What the list shows. */
  readonly findings: readonly Finding[] | null;
  readonly chosen: Finding | null;
  readonly mute: (finding: Finding) => void;
  readonly toggleInfo: () => void;
}

function useFindingCommands({ info, findings, chosen, mute, toggleInfo }: Keys): void {
  const workspace = useWorkspace();
  const toggle = useRef(toggleInfo);
  useEffect(() => {
    toggle.current = toggleInfo;
  });
  const commands = useMemo((): readonly Command[] => {
    if (findings === null || chosen === null) return [];
    const at = findings.indexOf(chosen);
    const select = (index: number): void => {
      const next = findings[Math.min(findings.length - 1, Math.max(0, index))];
      if (next === undefined) return;
      viewOf(info.doc).select({ finding: next.id });
      const row = document.getElementById(`finding-${next.id}`);
      row?.scrollIntoView({ block: 'nearest' });
      if (document.activeElement?.closest('.f-list') != null) row?.focus();
    };
    return [
      viewCommand('findings.next', { run: () => select(at + 1) }),
      viewCommand('findings.previous', { run: () => select(at - 1) }),
      viewCommand('findings.first', { run: () => select(0) }),
      viewCommand('findings.last', { run: () => select(findings.length - 1) }),
      viewCommand('findings.open', {
        enabled: () =>
          document.activeElement === null || document.activeElement.closest('button, a, [role="button"]') === null,
        run: () => openFinding(info, chosen),
      }),
      viewCommand('findings.mute', { run: () => mute(chosen) }),
      viewCommand('findings.info', { run: () => toggle.current() }),
      viewCommand('findings.copy', {
        run: () => {
          void workspace.bridge.clipboardWrite({ text: findingMarkdown(info, chosen) });
          announce(WORDS.copied);
        },
      }),
    ];
  }, [workspace, info, findings, chosen, mute]);
  useCommands(commands);
}
