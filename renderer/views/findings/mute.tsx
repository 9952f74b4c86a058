import { useState, type JSX } from 'react';
import type { EngineError } from '@core/api/errors';
import type { Finding } from '@core/api/findings';
import { findingKey, type MuteParams } from '@core/api/rules';
import { useRuleBook } from '../../client/use-rule-book';
import { useWorkspace } from '../../client/use-workspace';
import { announce } from '../../ui/announce';
import { dayAfter, dayText } from '../../ui/days';
import { Dialog, DialogHead } from '../../ui/dialog/dialog';
import { Segments } from '../../ui/segments';
import { WORDS } from './words';
import { fromEngine } from '../../i18n/from-engine';
import './mute.css';

/** How long a finding stays muted, in days; `never` = for good. */
const TERMS = { week: 7, month: 30, quarter: 90, never: null } as const;
type Term = keyof typeof TERMS;
const TERM_NAMES = ['week', 'month', 'quarter', 'never'] as const;
const SCOPES = ['project', 'user'] as const;

/** Asks why and for how long, and writes that into a suppressions file. */
export function MuteDialog(props: {
  readonly finding: Finding | null;
  readonly onClose: () => void;
  /** Muted: the list is about to lose it. */
  readonly onMuted: () => void;
}): JSX.Element {
  const { finding, onClose, onMuted } = props;
  return (
    <Dialog open={finding !== null} onClose={onClose} className="mute" label={WORDS.muteTitle}>
      <DialogHead title={WORDS.muteTitle} onClose={onClose} />
      {finding !== null && <MuteForm finding={finding} onClose={onClose} onMuted={onMuted} />}
    </Dialog>
  );
}

function MuteForm(props: {
  readonly finding: Finding;
  readonly onClose: () => void;
  readonly onMuted: () => void;
}): JSX.Element {
  const { finding, onClose, onMuted } = props;
  const { client } = useWorkspace();
  const { book } = useRuleBook();
  const [reason, setReason] = useState('');
  const [term, setTerm] = useState<Term>('month');
  const [what, setWhat] = useState<'id' | 'key'>('id');
  const [chosenScope, setScope] = useState<MuteParams['scope'] | null>(null);
  const [error, setError] = useState<EngineError | null>(null);
  const [busy, setBusy] = useState(false);
  const writable = SCOPES.filter((scope) => book?.writable.includes(scope));
  const scope = chosenScope ?? writable[0] ?? 'user';
  const key = findingKey(finding);
  const days = TERMS[term];
  const expires = days === null ? null : dayAfter(Date.now(), days);
  const submit = (): void => {
    const text = reason.trim();
    if (text === '' || busy) return;
    setBusy(true);
    const about = what === 'id' ? { id: finding.id, key: '' } : { id: '', key };
    void client.call('mute', { ...about, reason: text, expires, by: '', scope }).then((result) => {
      setBusy(false);
      if (!result.ok) {
        setError(result.error);
        return;
      }
      announce(WORDS.mutedNow);
      onMuted();
      onClose();
    });
  };
  return (
    <form
      className="mute-form"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <p>{fromEngine(finding.summary)}</p>
      <label className="field">
        <span>{WORDS.muteReason}</span>
        <input
          type="text"
          data-first
          value={reason}
          maxLength={500}
          required
          placeholder={WORDS.muteReasonHint}
          onChange={(event) => setReason(event.target.value)}
        />
      </label>
      <div className="field">
        <span>{WORDS.muteFor}</span>
        <Segments
          label={WORDS.muteFor}
          options={TERM_NAMES.map((value) => ({ value, text: WORDS.terms[value] }))}
          value={term}
          onChange={setTerm}
        />
        <span className="d2">{expires === null ? WORDS.noEnd : WORDS.until(dayText(expires, Date.now()))}</span>
      </div>
      <fieldset>
        <legend>{WORDS.muteWhat}</legend>
        <Choice name="what" on={what === 'id'} onChoose={() => setWhat('id')} text={WORDS.muteThis} code={finding.id} />
        <Choice name="what" on={what === 'key'} onChoose={() => setWhat('key')} text={WORDS.muteKind} code={key} />
      </fieldset>
      {book !== null && writable.length === 0 && <p className="problem">{WORDS.muteNowhere}</p>}
      {writable.length > 1 && (
        <fieldset>
          <legend>{WORDS.muteWhere}</legend>
          {writable.map((one) => (
            <Choice
              key={one}
              name="scope"
              on={scope === one}
              onChoose={() => setScope(one)}
              text={WORDS.scopes[one]}
              code=""
            />
          ))}
        </fieldset>
      )}
      {error !== null && (
        <p role="alert" className="problem">
          {error.message}. {error.reason} {error.hint}
        </p>
      )}
      <footer>
        <button type="button" className="btn" onClick={onClose}>
          {WORDS.cancel}
        </button>
        <button type="submit" className="btn p" disabled={reason.trim() === '' || busy || writable.length === 0}>
          {WORDS.muteIt}
        </button>
      </footer>
    </form>
  );
}

function Choice(props: {
  readonly name: string;
  readonly on: boolean;
  readonly onChoose: () => void;
  readonly text: string;
  readonly code: string;
}): JSX.Element {
  return (
    <label>
      <input type="radio" name={`mute-${props.name}`} checked={props.on} onChange={props.onChoose} />
      <span>{props.text}</span>
      {props.code !== '' && <code className="d2">{props.code}</code>}
    </label>
  );
}
