import { Copy } from 'lucide-react';
import { useEffect, useId, useState, type JSX } from 'react';
import type { CheckRulesAnswer, RuleBookAnswer } from '@core/api/rules';
import { useWorkspace } from '../../client/use-workspace';
import { announce } from '../../ui/announce';
import { Problems } from './problems';
import { EXAMPLE, WORDS } from './words';

/** A pause in typing after which the text is checked. */
const CHECK_AFTER_MS = 150;

/** A rule to begin with, checked while it is written. Saving it into a folder of rules puts it in force. */
export function Editor({ book, first }: { readonly book: RuleBookAnswer; readonly first: boolean }): JSX.Element {
  const workspace = useWorkspace();
  const { client, bridge } = workspace;
  const [text, setText] = useState(EXAMPLE);
  const [checked, setChecked] = useState<CheckRulesAnswer | null>(null);
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
  const folder = book.folders.find(({ scope }) => scope === 'project') ?? book.folders[0];
  const save = async (): Promise<void> => {
    const suggestedName = `${checked?.rules[0]?.name ?? 'first'}.rule.yaml`;
    const saved = await bridge.saveReport({ suggestedName, content: text });
    if (!saved.ok) workspace.notify(saved.error);
    else if (saved.value.name !== '') announce(WORDS.saved(saved.value.name));
  };
  const copy = (): void => {
    void bridge.clipboardWrite({ text });
    announce(WORDS.copied);
  };
  return (
    <section className="r-editor">
      <h2 id={id}>{first ? WORDS.writeFirst : WORDS.write}</h2>
      {folder !== undefined && <p className="d2">{WORDS.saveInto(folder.path)}</p>}
      <textarea
        aria-label={WORDS.text}
        className="m"
        spellCheck={false}
        rows={Math.min(24, Math.max(9, text.split('\n').length + 1))}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <div className="act">
        <button type="button" className="btn p" onClick={() => void save()}>
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
      {checked !== null && <Problems problems={checked.problems} />}
    </section>
  );
}

function verdictOf({ problems, rules }: CheckRulesAnswer): string {
  if (problems.length > 0) return WORDS.mistakes(problems.length);
  return rules.length === 0 ? WORDS.empty : WORDS.fine(rules.length);
}
