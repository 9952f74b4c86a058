import type { JSX } from 'react';
import { COMMAND_GROUPS, useRegisteredCommands, type Command } from '../../ui/commands';
import { keysOf, useKeyChanges } from '../../ui/keys/bindings';
import { Alternatives } from '../../ui/keys/caps';
import { Dialog, DialogHead } from '../../ui/dialog/dialog';
import { t } from '../../i18n/t';
import './overlays.css';

/** Every key that does something now. */
export function KeysDialog({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }): JSX.Element {
  const changes = useKeyChanges();
  // Two tables on screen have the same keys: they are told once.
  const commands = [...new Map(useRegisteredCommands().map((command) => [command.id, command])).values()].filter(
    (command) => keysOf(command, changes).length > 0 && command.offSheet !== true,
  );
  return (
    <Dialog open={open} onClose={onClose} className="keys" label={t('Keys')}>
      <DialogHead title={t('Keys')} onClose={onClose} />
      <div className="keys-body" tabIndex={0} role="group" aria-label={t('All keys')}>
        {COMMAND_GROUPS.map((group) => {
          const inGroup = commands.filter((command) => command.group === group);
          if (inGroup.length === 0) return null;
          return (
            <section key={group}>
              <h3>{t(group)}</h3>
              <dl>
                {inGroup.map((command) => (
                  <KeyRow key={command.id} command={command} />
                ))}
              </dl>
            </section>
          );
        })}
      </div>
    </Dialog>
  );
}

function KeyRow({ command }: { readonly command: Command }): JSX.Element {
  return (
    <>
      <dt>{command.title}</dt>
      <dd>
        <Alternatives keys={keysOf(command)} />
      </dd>
    </>
  );
}
