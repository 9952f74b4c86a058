import { t } from '../../i18n/t';
import type { Command } from '../commands';
import { isProvable, type LookProps } from './look-line';

/** The same as the buttons, for the palette. */
export function lookCommands({ looks, onLook, onProve, onEnd, onAsk }: LookProps): readonly Command[] {
  const { possible, running } = looks;
  const of = (id: string, title: string, enabled: boolean, run: () => void): Command => ({
    ...{ id: `looks.${id}`, title, group: 'Live', keys: [], run },
    enabled: () => enabled,
  });
  return [
    of('look', t('Live: look for goroutines that can never wake'), possible && running === null, onLook),
    of('prove', t('Live: prove that goroutines can never wake…'), isProvable(looks), onProve),
    of(
      'runtime',
      t('Live: ask the runtime which goroutines have leaked…'),
      possible && running === null && looks.look !== null && onAsk !== null,
      () => onAsk?.(),
    ),
    of('end', t('Live: end the look at memory'), running !== null, onEnd),
  ];
}
