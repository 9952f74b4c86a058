import { ContextMenu } from 'radix-ui';
import type { JSX } from 'react';
import { PictureItems } from '../../charts/picture/pictured';
import type { ShownPicture } from '../../charts/picture/shown';
import type { FunctionActions } from './box-actions';
import { t } from '../../i18n/t';

/** The menu of a box. `name` is null where the box is no function: then there is only what pictures can do. */
export function BoxMenu(props: {
  readonly name: string | null;
  readonly actions: FunctionActions;
  /** Null where it is zoomed to already. */
  readonly onZoom: (() => void) | null;
  /** Null where a box is nothing that a sandwich can be made of. */
  readonly onSandwich: (() => void) | null;
  readonly onCopy: () => void;
  /** Null while there is none to be saved. */
  readonly picture: ShownPicture | null;
}): JSX.Element {
  const { name, actions, onZoom, onSandwich } = props;
  const { openSource } = actions;
  return (
    <>
      {onZoom !== null && <Item text={t('Zoom to it')} note="double-click" run={onZoom} />}
      {onSandwich !== null && <Item text={t('Callers and callees')} note="s" run={onSandwich} />}
      {name !== null && (
        <>
          <ContextMenu.Separator className="ms" />
          <Item text={t('Focus: only stacks through it')} note="f" run={() => actions.focus(name)} />
          <Item text={t('Ignore: no stack through it')} note="i" run={() => actions.ignore(name)} />
          <Item text={t('Hide its frames')} note="" run={() => actions.hide(name)} />
          <Item text={t('Show stacks from here on')} note="" run={() => actions.showFrom(name)} />
          <ContextMenu.Separator className="ms" />
          <Item text={t('Open in Top')} note="v t" run={() => actions.openTop(name)} />
          {openSource !== null && <Item text={t('Open in Source')} note="v s" run={() => openSource(name)} />}
        </>
      )}
      <ContextMenu.Separator className="ms" />
      <Item text={t('Copy the name')} note="" run={props.onCopy} />
      {props.picture !== null && (
        <>
          <ContextMenu.Separator className="ms" />
          <PictureItems picture={props.picture} />
        </>
      )}
    </>
  );
}

function Item(props: { readonly text: string; readonly note: string; readonly run: () => void }): JSX.Element {
  return (
    <ContextMenu.Item className="mi bare" onSelect={props.run}>
      <span className="clip">{props.text}</span>
      <span className="d2">{props.note}</span>
    </ContextMenu.Item>
  );
}
