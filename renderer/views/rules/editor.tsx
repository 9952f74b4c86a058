import { Copy } from 'lucide-react';
import { useEffect, useId, useState, type JSX } from 'react';
import type { EngineError } from '@core/api/errors';
import type { CheckRulesAnswer, RuleBookAnswer, SaveRulesParams } from '@core/api/rules';
import { useWorkspace } from '../../client/use-workspace';
import { announce } from '../../ui/announce';
import { Segments } from '../../ui/segments';
import { Problems } from './problems';
import { EXAMPLE, WORDS } from './words';
import { t } from '../../i18n/t';

/** A pause in typing after which the text is checked. */
const CHECK_AFTER_MS = 150;
const SCOPES = ['project', 'user'] as const;

/** A rule to begin with, checked while it is written. Saved as a file, it is in force at once. */
export function Editor({ book, first }: { readonly book: RuleBookAnswer; readonly first: boolean }): JSX.Element {
  const { client, bridge } = useWorkspace();
  const [text, setText] = useState(EXAMPLE);
  const [checked, setChecked] = useState<CheckRulesAnswer | null>(null);
  const [chosen, setScope] = useState<SaveRulesParams['scope'] | null>(null);
  const [saving, setSaving] = useState(false);
  const [error, setError] = useState<EngineError | null>(null);
  const id = useId();
  useEffect(() => {
    const controller = new AbortController();
    const timer = setTimeout(() => {
      void client.call('checkRules', { kind: 'rules', text }, controller.signal).then((result) => {
        if (result.ok) setChecked(result.value);
      });
    }, CHECK_AFTER_MS);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [client, text]);
  const writable = SCOPES.filter((one) => book.writable.includes(one));
  const scope = chosen ?? writable[0] ?? null;
  const folder = book.folders.find((one) => one.scope === scope);
  const name = checked?.problems.length === 0 ? (checked.rules[0]?.name ?? '') : '';
  const save = (): void => {
    if (scope === null) return;
    setSaving(true);
    void client.call('saveRules', { text, scope }).then((result) => {
      setSaving(false);
      setError(result.ok ? null : result.error);
      if (result.ok) announce(WORDS.saved(`${name}.rule.yaml`));
    });
  };
  const copy = (): void => {
    void bridge.clipboardWrite({ text });
    announce(WORDS.copied);
  };
  return (
    <section className="r-editor">
      <h2 id={id}>{first ? WORDS.writeFirst : WORDS.write}</h2>
      <p className="d2">{WORDS.editorHint}</p>
      <textarea
        aria-label={WORDS.text}
        className="m"
        spellCheck={false}
        rows={Math.min(24, Math.max(9, text.split('\n').length + 1))}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setError(null);
        }}
      />
      <div className="act">
        {writable.length > 1 && scope !== null && (
          <Segments
            label={WORDS.saveFor}
            options={writable.map((value) => ({ value, text: WORDS.scopes[value] }))}
            value={scope}
            onChange={setScope}
          />
        )}
        <button type="button" className="btn p" disabled={name === '' || saving || scope === null} onClick={save}>
          {WORDS.save}
        </button>
        <button type="button" className="btn q" onClick={copy}>
          <Copy size={14} aria-hidden />
          {WORDS.copy}
        </button>
        <span role="status" className={checked !== null && checked.problems.length > 0 ? 'bad' : 'd2'}>
          {checked !== null && verdictOf(checked)}
        </span>
      </div>
      {folder !== undefined && name !== '' && (
        <p className="d2">
          {WORDS.saveAs} <code>{t('{path}/{name}.rule.yaml', { path: folder.path, name })}</code>
        </p>
      )}
      {error !== null && (
        <p role="alert" className="bad">
          {error.message}. {error.reason} {error.hint}
        </p>
      )}
      {checked !== null && <Problems problems={checked.problems} />}
    </section>
  );
}

function verdictOf({ problems, rules }: CheckRulesAnswer): string {
  if (problems.length > 0) return WORDS.mistakes(problems.length);
  return rules.length === 0 ? WORDS.empty : WORDS.fine(rules.length);
}
