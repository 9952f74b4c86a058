import type { CaptureInfo, DocumentInfo } from '@core/api/document';
import type { Finding } from '@core/api/findings';
import { formatBytes, formatCount } from '@core/base/format';
import { placeText, symbolText } from './names';
import { keptLines } from './findings';
import type { CheckReport } from '../report';
import { printable } from '../terminal';
import { jsonTime } from './json';
import { tailLines, tierCounts } from './findings-tail';

/** Findings told in full, and frames of their stacks: an incident channel is no place for more. */
const FULL = 10;
const FRAMES = 12;

/** What an incident channel or a pull request wants: verdict first, then a finding each, the long parts folded away. */
export function findingsMarkdown(raw: CheckReport): string {
  const report = { ...raw, info: printable(raw.info), answer: printable(raw.answer), results: printable(raw.results) };
  const { info, answer, baseline } = report;
  const notable = answer.findings.filter(({ tier }) => tier !== 'info');
  const normal = answer.findings.length - notable.length;
  const counts = tierCounts(answer.summary);
  const what = baseline === null ? 'findings' : 'new findings';
  const lines = [
    `## Parkscope: ${notable.length === 0 ? `no ${what}` : `${counts} in ${inline(info.title)}`}`,
    '',
    ...info.captures.map((capture) => `- ${inputLine(capture)}`),
    ...info.failed.map(({ name, error }) => `- ${code(name)}: **not read**: ${inline(error.message)}`),
    '',
    ...notable.slice(0, FULL).flatMap((finding) => [...findingLines(info, finding, report), '']),
  ];
  if (notable.length > FULL) {
    lines.push('| tier | finding | where |', '|---|---|---|');
    for (const { tier, title, site } of notable.slice(FULL))
      lines.push(`| ${tier} | ${inline(title)} | ${site === null ? '' : code(placeText(site))} |`);
    lines.push('');
  }
  if (normal > 0)
    lines.push(`${formatCount(normal)} long ${normal === 1 ? 'wait' : 'waits'} that look normal (info).`, '');
  if (answer.folded > 0)
    lines.push(`${formatCount(answer.folded)} smaller findings of the same kinds are not listed.`, '');
  lines.push(
    ...tailLines(report).map((line) => (line.startsWith('  ') ? `  - ${inline(line.trim())}` : `- ${inline(line)}`)),
  );
  return `${lines.join('\n').trimEnd()}\n`;
}

function inputLine({ name, kind, goVersion, timeMs, counts, notes }: CaptureInfo): string {
  const goroutines = counts.goroutines === null ? null : `${formatCount(counts.goroutines)} goroutines`;
  const facts = [kind, goVersion, goroutines, jsonTime(timeMs)].filter((fact) => fact !== null);
  const told = notes.map(({ message }) => inline(message));
  return [`${code(name)}: ${facts.join(', ')}`, ...told.map((message) => `  - ${message}`)].join('\n');
}

function findingLines(info: DocumentInfo, finding: Finding, { baseline }: CheckReport): string[] {
  const { tier, title, id, evidence, advice, fix, stack, creator, certainty, bytes } = finding;
  const before = baseline?.surer.get(id);
  const lines = [`### ${tier.toUpperCase()}: ${inline(title)}`, ''];
  if (before !== undefined) lines.push(`It was ${before} in the baseline.`, '');
  const [first, ...more] = advice;
  if (first !== undefined) lines.push(`**Fix:** ${inline(first)}`, ...more.map((step) => `- ${inline(step)}`), '');
  lines.push('<details><summary>Evidence and stack</summary>', '');
  lines.push(...evidence.map(({ text }) => `- ${inline(text)}`));
  lines.push(...keptLines(finding).map((line) => `- Kept by, ${inline(line)}`));
  if (bytes !== null && bytes > 0) lines.push(`- Holds about ${formatBytes(bytes)}.`);
  if (certainty !== '') lines.push(`- What would make it certain: ${inline(certainty)}`);
  if (stack.length > 0) {
    const frames = stack
      .slice(0, FRAMES)
      .map((frame) => `${symbolText(frame.function)}  ${placeText(frame)}`.trimEnd());
    if (stack.length > FRAMES) frames.push(`… ${stack.length - FRAMES} more frames`);
    if (creator !== null) frames.push(`created by ${symbolText(creator.function)}  ${placeText(creator)}`);
    lines.push('', ...fenced(frames, ''));
  }
  if (fix !== null)
    lines.push(
      '',
      ...fenced(
        fix.lines.map(({ kind, text }) => `${kind}${text}`),
        'diff',
      ),
    );
  lines.push('', `Id ${code(id)}, rule ${code(finding.rule)}, in ${inline(info.title)}.`, '</details>');
  return lines;
}

/** A fence longer than any run of backticks within. */
function fenced(lines: readonly string[], language: string): string[] {
  const longest = lines.reduce(
    (most, line) => Math.max(most, ...[...line.matchAll(/`+/g)].map(([run]) => run.length)),
    2,
  );
  const fence = '`'.repeat(longest + 1);
  return [`${fence}${language}`, ...lines.map((line) => line.replaceAll('\n', ' ')), fence];
}

function code(text: string): string {
  const clean = text.replaceAll('\n', ' ');
  return clean.includes('`') ? `\`\` ${clean} \`\`` : `\`${clean}\``;
}

/** Go names are full of what Markdown takes for emphasis, and names in a file may hold anything. */
function inline(text: string): string {
  return text
    .replace(/[\\*_[\]<>|`#~]/g, '\\$&')
    .replaceAll('@', '@\u200b')
    .replace(/\s*\n\s*/g, ' ');
}
