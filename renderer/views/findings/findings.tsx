import { useEffect, useMemo, type JSX } from 'react';
import { Group, Panel, Separator } from 'react-resizable-panels';
import type { DocumentInfo } from '@core/api/document';
import type { EngineError } from '@core/api/errors';
import type { Finding } from '@core/api/findings';
import { errorText } from '../../client/error-text';
import { useQuery } from '../../client/use-query';
import { useWorkspace } from '../../client/use-workspace';
import { useLayout } from '../../state/settings';
import { useView, viewOf } from '../../state/view';
import { announce } from '../../ui/announce';
import { useCommands, type Command } from '../../ui/commands';
import { Screen } from '../../ui/screen';
import { FindingList } from './list';
import { findingMarkdown } from './markdown';
import { openFinding } from './open-finding';
import { Story } from './story';
import { WORDS } from './words';
import './findings.css';

const LIST = { least: 240, first: 336, most: 560 };

/** The list of findings by tier, and the story of the selected one. */
export function FindingsView({ info }: { readonly info: DocumentInfo }): JSX.Element | null {
  const { answer, error } = useQuery('findings', { doc: info.doc });
  const { selection } = useView(info.doc);
  const [width, setWidth] = useLayout('findings.list', LIST.first);
  const findings = answer?.findings ?? null;
  const chosen = findings?.find((f) => f.id === selection.finding) ?? findings?.[0] ?? null;
  const count = findings?.length;
  useEffect(() => {
    if (count !== undefined) announce(WORDS.found(count));
  }, [count]);
  useFindingCommands(info, findings, chosen);

  if (answer === null) return error === null ? null : <Failed error={error} />;
  if (chosen === null) {
    const hasProfile = info.captures.some(({ sampleTypes }) => sampleTypes.length > 0);
    return (
      <Screen
        alone
        title={WORDS.noneTitle}
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
        <p>{WORDS.noneText(info)}</p>
      </Screen>
    );
  }
  return (
    <Group orientation="horizontal" className="findings">
      <Panel
        id="list"
        defaultSize={width}
        minSize={LIST.least}
        maxSize={LIST.most}
        groupResizeBehavior="preserve-pixel-size"
        onResize={(size) => setWidth(Math.round(size.inPixels))}
      >
        <FindingList info={info} answer={answer} chosen={chosen} />
      </Panel>
      <Separator className="split" aria-label="Width of the list" />
      <Panel id="story">
        <Story key={chosen.id} info={info} finding={chosen} />
      </Panel>
    </Group>
  );
}

/** The rules themselves failed: a defect, to be reported. */
function Failed({ error }: { readonly error: EngineError }): JSX.Element {
  const { bridge } = useWorkspace();
  const details = [errorText(error), error.excerpt ?? ''].filter((part) => part !== '').join('\n');
  return (
    <Screen
      alone
      title={error.message}
      actions={
        <button type="button" className="btn" onClick={() => void bridge.clipboardWrite({ text: details })}>
          Copy details
        </button>
      }
    >
      <p>{error.reason}</p>
      <p>{error.hint}</p>
    </Screen>
  );
}

function useFindingCommands(info: DocumentInfo, findings: readonly Finding[] | null, chosen: Finding | null): void {
  const workspace = useWorkspace();
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
    const move = (id: string, title: string, keys: readonly string[], to: number): Command => ({
      id: `findings.${id}`,
      title,
      group: 'Move',
      keys,
      keyOnly: true,
      run: () => select(to),
    });
    return [
      move('next', 'Next finding', ['j', 'ArrowDown'], at + 1),
      move('previous', 'Previous finding', ['k', 'ArrowUp'], at - 1),
      move('first', 'First finding', ['g g', 'Home'], 0),
      move('last', 'Last finding', ['Shift+G', 'End'], findings.length - 1),
      {
        id: 'findings.open',
        title: 'Show what is behind the finding',
        group: 'Move',
        keys: ['Enter'],
        enabled: () =>
          document.activeElement === null || document.activeElement.closest('button, a, [role="button"]') === null,
        run: () => openFinding(info, chosen),
      },
      {
        id: 'findings.copy',
        title: 'Copy the finding as Markdown',
        group: 'Copy',
        keys: ['Shift+Y', 'y'],
        run: () => {
          void workspace.bridge.clipboardWrite({ text: findingMarkdown(info, chosen) });
          announce(WORDS.copied);
        },
      },
    ];
  }, [workspace, info, findings, chosen]);
  useCommands(commands);
}
