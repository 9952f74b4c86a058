import { createHash } from 'node:crypto';
import { TIERS, type CodeRef, type Finding, type StackFrame, type Tier } from '@core/api/findings';
import type { Suppression } from '@core/api/rules';
import { packagePath } from '@core/base/go-name';
import type { CheckReport } from '../report';
import { findingLink } from './link';
import { symbolText } from './names';
import { placesOf, type Places, type Project } from './sarif-places';

/** Base of all paths: the root of the repository. */
const ROOT = 'SRCROOT';
const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';
/** Frames of a stack that are told. */
const FRAMES = 100;

const PRECISION: Readonly<Record<Tier, string>> = {
  proven: 'very-high',
  strong: 'high',
  suspect: 'medium',
  info: 'low',
};

/**
 * SARIF 2.1.0, one run. Locations name files of the repository and nothing else, because code hosts show no other; what lies in a module
 * or in Go itself is told as the nearest frame of the repository that leads there, and its own place as a logical location.
 */
export function findingsSarif(report: CheckReport, project: Project, toolVersion: string): string {
  const { info, answer, results, baseline } = report;
  const suppressed = results.suppressed.map(({ finding, suppression }) => ({ finding, suppression }));
  const reported = [...answer.findings.map((finding) => ({ finding, suppression: null })), ...suppressed];
  const all = reported.filter(({ finding }) => isResult(finding));
  const places = placesOf(
    project,
    info.ownModule,
    all.map(({ finding }) => finding),
  );
  const rules = rulesOf(
    report,
    all.map(({ finding }) => finding),
  );
  const run = {
    tool: {
      driver: {
        name: 'Parkscope',
        version: toolVersion,
        rules: rules.map(({ id, text, traps, tier }) => ({
          id,
          shortDescription: { text },
          ...(traps === '' ? {} : { help: { text: `${text}\n\nWhat looks the same and is healthy: ${traps}` } }),
          defaultConfiguration: { level: tier === 'info' ? 'note' : tier === 'suspect' ? 'warning' : 'error' },
          properties: { precision: PRECISION[tier], tags: ['go', 'concurrency'] },
        })),
      },
    },
    columnKind: 'utf16CodeUnits',
    originalUriBaseIds: { [ROOT]: { description: { text: 'The root of the repository.' } } },
    invocations: [
      {
        executionSuccessful: info.failed.length === 0,
        toolExecutionNotifications: notificationsOf(report),
      },
    ],
    results: all.map(({ finding, suppression }) =>
      resultOf(finding, suppression, {
        report,
        places,
        project,
        ruleIndex: rules.findIndex(({ id }) => id === finding.rule),
      }),
    ),
    properties: {
      summary: answer.summary,
      folded: answer.folded,
      suppressed: answer.suppressed,
      ...(baseline === null ? {} : { baseline: baseline.known }),
    },
  };
  return `${JSON.stringify({ $schema: SCHEMA, version: '2.1.0', runs: [run] }, null, 2)}\n`;
}

/** A long wait that is normal would be an alert on a code host. It is counted; who asks for it by a rule of their own gets it. */
function isResult({ tier, severity, rule }: Finding): boolean {
  return tier !== 'info' || severity !== 'note' || rule.startsWith('user/');
}

interface RuleText {
  readonly id: string;
  readonly text: string;
  /** What looks the same and is healthy; ``. */
  readonly traps: string;
  /** The surest of its findings. */
  readonly tier: Tier;
}

/** Rules that have findings. */
function rulesOf({ rules }: CheckReport, findings: readonly Finding[]): readonly RuleText[] {
  const found = new Map<string, RuleText>();
  for (const { rule, tier } of findings) {
    const before = found.get(rule);
    if (before !== undefined && TIERS.indexOf(before.tier) <= TIERS.indexOf(tier)) continue;
    const builtIn = rules.builtIn.find((known) => known.rule === rule);
    const text = builtIn?.reports ?? userText(rules.rules, rule) ?? rule;
    found.set(rule, { id: rule, text, traps: builtIn?.traps ?? '', tier });
  }
  return [...found.values()];
}

function userText(rules: CheckReport['rules']['rules'], id: string): string | undefined {
  const rule = rules.find(({ name }) => `user/${name}` === id);
  return rule === undefined ? undefined : `Reports ${rule.table} for which: ${rule.when}`;
}

function notificationsOf({ info, answer }: CheckReport): object[] {
  const failed = info.failed.map(({ name, error }) => ({
    level: 'error',
    message: { text: `${name}: ${error.message}` },
  }));
  const notes = info.captures.flatMap(({ name, notes: told }) =>
    told.map(({ message, kind }) => ({
      level: kind === 'info' ? 'note' : 'warning',
      message: { text: `${name}: ${message}` },
    })),
  );
  return [...failed, ...notes, ...answer.ruleNotes.map((text) => ({ level: 'warning', message: { text } }))];
}

interface Context {
  readonly report: CheckReport;
  readonly places: Places;
  readonly project: Project;
  readonly ruleIndex: number;
}

function resultOf(
  finding: Finding,
  suppression: Suppression | null,
  { report, places, project, ruleIndex }: Context,
): object {
  const { site, entry, creator, stack } = finding;
  const own = [site, ...stack, creator, entry].find((ref) => ref !== null && places.relative(ref) !== null) ?? null;
  const physical = own === null ? moduleFile(project) : physicalOf(own, places);
  const logical = site === null ? [] : [logicalOf(site)];
  const related = [creator, entry].flatMap((ref, i) => {
    const at = ref === null ? null : physicalOf(ref, places);
    return at === null || ref === null
      ? []
      : [
          {
            id: i,
            message: {
              text: i === 0 ? `created in ${symbolText(ref.function)}` : `started as ${symbolText(ref.function)}`,
            },
            physicalLocation: at,
          },
        ];
  });
  const before = report.baseline?.surer.get(finding.id);
  return {
    ruleId: finding.rule,
    ruleIndex,
    level: finding.severity,
    message: { text: messageText(finding) },
    ...(physical === null && logical.length === 0
      ? {}
      : {
          locations: [
            {
              ...(physical === null ? {} : { physicalLocation: physical }),
              ...(logical.length === 0 ? {} : { logicalLocations: logical }),
            },
          ],
        }),
    ...(related.length === 0 ? {} : { relatedLocations: related }),
    ...(stack.length === 0 ? {} : { stacks: [stackOf(finding, places)] }),
    ...codeFlow(finding, own, places),
    partialFingerprints: { 'parkscopeFinding/v1': finding.id, 'parkscopeSite/v1': siteFingerprint(finding) },
    ...(report.baseline === null ? {} : { baselineState: before === undefined ? 'new' : 'updated' }),
    ...(suppression === null ? {} : { suppressions: [suppressionOf(suppression)] }),
    properties: {
      tier: finding.tier,
      ...(before === undefined ? {} : { tierBefore: before }),
      operation: finding.operation,
      count: finding.count,
      atLeast: finding.atLeast,
      growthPerMinute: finding.growthPerMinute,
      bytes: finding.bytes,
      advice: finding.advice,
      evidence: finding.evidence.map(({ text }) => text),
      certainty: finding.certainty,
      open: findingLink(finding.id, report.files),
    },
  };
}

function messageText({ title, advice }: Finding): string {
  const [fix] = advice;
  return fix === undefined ? title : `${title}\nFix: ${fix}`;
}

/** Where the project is named, for findings without a line of it. */
function moduleFile({ exists }: Project): object | null {
  return exists?.('go.mod') === true
    ? { artifactLocation: { uri: 'go.mod', uriBaseId: ROOT }, region: { startLine: 1 } }
    : null;
}

function physicalOf(ref: Pick<CodeRef, 'function' | 'file' | 'line'>, places: Places): object | null {
  const file = places.relative(ref);
  if (file === null) return null;
  const uri = file.split('/').map(encodeURIComponent).join('/');
  return { artifactLocation: { uri, uriBaseId: ROOT }, ...(ref.line > 0 ? { region: { startLine: ref.line } } : {}) };
}

function logicalOf({ function: name }: Pick<CodeRef, 'function'>): object {
  return { name: symbolText(name), fullyQualifiedName: name, kind: 'function' };
}

function stackOf({ stack, creator }: Finding, places: Places): object {
  const frame = (ref: StackFrame | CodeRef, text: string): object => {
    const physical = physicalOf(ref, places);
    const path = packagePath(ref.function);
    return {
      ...(path === '' ? {} : { module: path }),
      location: {
        message: { text: `${text}${ref.file === '' ? '' : ` ${ref.file}${ref.line > 0 ? `:${ref.line}` : ''}`}` },
        ...(physical === null ? {} : { physicalLocation: physical }),
        logicalLocations: [logicalOf(ref)],
      },
    };
  };
  const frames = stack.slice(0, FRAMES).map((ref) => frame(ref, symbolText(ref.function)));
  if (creator !== null) frames.push(frame(creator, `created by ${symbolText(creator.function)}`));
  return { message: { text: 'Stack of one of them, innermost frame first.' }, frames };
}

/** From the `go` statement to the place where they wait, where both are in the repository. */
function codeFlow({ creator, operation }: Finding, own: CodeRef | null, places: Places): object {
  const from = creator === null ? null : physicalOf(creator, places);
  const to = own === null || own === creator ? null : physicalOf(own, places);
  if (from === null || to === null) return {};
  const step = (physicalLocation: object, text: string): object => ({
    location: { physicalLocation, message: { text } },
  });
  const locations = [
    step(from, 'The goroutines are started here.'),
    step(to, operation === 'other' ? 'They are here.' : `They wait here: ${operation}.`),
  ];
  return { codeFlows: [{ threadFlows: [{ locations }] }] };
}

/** The same finding after its lines have moved. */
function siteFingerprint({ rule, operation, site, entry, creator }: Finding): string {
  const about = [rule, operation, site?.function, entry?.function, creator?.function].join('\0');
  return createHash('sha256').update(about).digest('hex').slice(0, 32);
}

function suppressionOf({ reason, by, expires, suppression }: Suppression): object {
  return { kind: 'external', status: 'accepted', justification: reason, properties: { suppression, by, expires } };
}
