import { useState, type JSX } from 'react';
import type { EngineError } from '@core/api/errors';
import type { RuleBookAnswer, RuleResultsAnswer, Suppression } from '@core/api/rules';
import { useWorkspace } from '../../client/use-workspace';
import { announce } from '../../ui/announce';
import { dayText } from '../../ui/days';
import { Verdict } from '../../ui/verdict';
import { WORDS } from './words';
import { fromEngine } from '../../i18n/from-engine';

/** Every suppression with its reason and its end, what it silences here, and the way back. */
export function Muted(props: {
  readonly book: RuleBookAnswer;
  readonly results: RuleResultsAnswer | null;
}): JSX.Element {
  const { book, results } = props;
  const { client } = useWorkspace();
  const [error, setError] = useState<EngineError | null>(null);
  const [leaving, setLeaving] = useState<string | null>(null);
  const silenced = (entry: Suppression) =>
    results?.suppressed.filter(({ suppression }) => suppression.suppression === entry.suppression) ?? [];
  // What says something about this document first.
  const entries = [...book.suppressions].sort(
    (a, b) => Number(silenced(b).length > 0) - Number(silenced(a).length > 0) || Number(b.expired) - Number(a.expired),
  );
  const unmute = (suppression: string): void => {
    setLeaving(suppression);
    void client.call('unmute', { suppression }).then((result) => {
      setLeaving(null);
      setError(result.ok ? null : result.error);
      if (result.ok) announce(WORDS.unmuted);
    });
  };
  return (
    <>
      <h1>{WORDS.mutedTitle}</h1>
      {error !== null && (
        <p role="alert" className="bad">
          {error.message}. {error.reason} {error.hint}
        </p>
      )}
      {entries.length === 0 && <p className="d2">{WORDS.noMuted}</p>}
      <ul>
        {entries.map((entry) => (
          <li key={entry.suppression} className="r-muted">
            <div>
              {silenced(entry).map(({ finding }) => (
                <p key={finding.id} className="what">
                  <Verdict tier={finding.tier} />
                  <span>{fromEngine(finding.title)}</span>
                </p>
              ))}
              <p>{entry.reason}</p>
              <p className="d2">
                {[endOf(entry), entry.by === '' ? '' : WORDS.by(entry.by), whatOf(entry, results), placeOf(entry, book)]
                  .filter((part) => part !== '')
                  .join(', ')}
              </p>
              <code className="d2">{entry.id === '' ? entry.key : entry.id}</code>
            </div>
            <button
              type="button"
              className="btn"
              disabled={leaving !== null || book.files.find(({ file }) => file === entry.file)?.scope === 'folder'}
              onClick={() => unmute(entry.suppression)}
            >
              {entry.expired ? WORDS.remove : WORDS.unmute}
            </button>
          </li>
        ))}
      </ul>
      {results !== null && results.folded > 0 && <p className="d2">{WORDS.folded(results.folded)}</p>}
    </>
  );
}

function endOf({ expires, expired }: Suppression): string {
  if (expires === null) return WORDS.forGood;
  const day = dayText(expires, Date.now());
  return expired ? WORDS.ended(day) : WORDS.until(day);
}

function whatOf({ suppression }: Suppression, results: RuleResultsAnswer | null): string {
  const back = results?.expired.find((one) => one.suppression.suppression === suppression);
  if (back !== undefined) return WORDS.back(back.findings);
  return results?.unused.includes(suppression) === true ? WORDS.noMatch : '';
}

function placeOf({ file, line }: Suppression, { files }: RuleBookAnswer): string {
  const path = files.find((one) => one.file === file)?.path;
  return path === undefined ? '' : `${path}:${line}`;
}
