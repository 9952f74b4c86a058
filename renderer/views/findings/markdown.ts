import type { DocumentInfo } from '@core/api/document';
import type { Finding } from '@core/api/findings';
import type { FindingsAnswer } from '@core/api/queries';
import { formatBytes, formatCount } from '@core/base/format';
import { TIER_WORDS } from '../../ui/verdict';
import { t } from '../../i18n/t';
import { fromEngine } from '../../i18n/from-engine';

/** Longest stack that is copied whole; the rest is counted. */
const FRAMES = 40;

/** One finding for an incident or an issue: sentence, evidence, stack, fix. */
export function findingMarkdown(info: DocumentInfo, finding: Finding, level = 3): string {
  const lines = [
    `${'#'.repeat(level)} ${TIER_WORDS[finding.tier]}: ${inline(fromEngine(finding.title))}`,
    '',
    t('Rule `{rule}`, id `{id}`, in {inline}.', { rule: finding.rule, id: finding.id, inline: inline(info.title) }),
  ];
  if (finding.bytes !== null && finding.bytes > 0)
    lines.push(t('Holds {bytes}.', { bytes: formatBytes(finding.bytes) }));
  const against = finding.evidence.filter(({ points }) => points !== undefined && points < 0);
  const known = finding.evidence.filter((evidence) => !against.includes(evidence));
  if (known.length > 0) lines.push('', ...known.map(({ text }, index) => `${index + 1}. ${inline(text)}`));
  if (against.length > 0) lines.push('', t('Against a leak:'), '', ...against.map(({ text }) => `- ${inline(text)}`));
  for (const { goroutine, path } of finding.keptBy ?? [])
    lines.push('', `Kept by, g ${goroutine}: ${inline(path.join(' → '))}`);
  const { missing } = finding;
  if (missing !== undefined)
    lines.push(
      '',
      t('Missing: no goroutine is inside `{function}`, which started them.', { function: missing.function }),
    );
  if (finding.stack.length > 0) lines.push('', '```', ...stackLines(finding), '```');
  const [first, ...more] = finding.advice;
  if (first !== undefined) lines.push('', `**Fix:** ${inline(first)}`);
  if (finding.fix !== null) {
    lines.push('', '```diff', ...finding.fix.lines.map(({ kind, text }) => `${kind}${text}`), '```');
  }
  if (more.length > 0) lines.push('', ...more.map((step) => `- ${inline(fromEngine(step))}`));
  if (finding.certainty !== '')
    lines.push('', t('What would make this certain: {inline}', { inline: inline(fromEngine(finding.certainty)) }));
  return `${lines.join('\n')}\n`;
}

/** All findings of a document, with the inputs they were made from. */
export function findingsMarkdown(info: DocumentInfo, answer: FindingsAnswer): string {
  const inputs = info.captures.map((capture) => {
    const facts = [
      capture.kind,
      capture.goVersion ?? '',
      capture.timeMs === null ? '' : new Date(capture.timeMs).toISOString(),
    ];
    const notes = capture.notes.map((note) => `  - ${inline(note.message)}`);
    return [`- ${inline(capture.name)} (${facts.filter((fact) => fact !== '').join(', ')})`, ...notes].join('\n');
  });
  const { summary } = answer;
  const counts = (['proven', 'strong', 'suspect', 'info'] as const)
    .map((tier) => `${formatCount(summary[tier])} ${tier}`)
    .join(', ');
  return [
    t('# Findings of {inline}', { inline: inline(info.title) }),
    '',
    `${counts}.`,
    '',
    ...inputs,
    '',
    ...answer.findings.map((finding) => findingMarkdown(info, finding, 2)),
  ].join('\n');
}

function stackLines(finding: Finding): readonly string[] {
  const frames = finding.stack
    .slice(0, FRAMES)
    .map(
      ({ function: name, file, line, inlined }) =>
        `${name}${inlined ? ' (inlined)' : ''}\n    ${file}${line > 0 ? `:${line}` : ''}`,
    );
  const left = finding.stack.length - FRAMES;
  const { creator } = finding;
  return [
    ...frames,
    ...(left > 0 ? [t('… {left} more frames', { left: formatCount(left) })] : []),
    ...(creator === null
      ? []
      : [`created by ${creator.function}\n    ${creator.file}${creator.line > 0 ? `:${creator.line}` : ''}`]),
  ];
}

/** Go names are full of what Markdown takes for emphasis: `(*Batcher).run_all`. */
function inline(text: string): string {
  return text.replace(/[*_<\\]/g, '\\$&').replaceAll('\n', ' ');
}
