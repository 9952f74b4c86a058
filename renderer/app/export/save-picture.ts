import { useEffect, useMemo } from 'react';
import type { PictureFormat } from '@core/api/picture';
import { savesPictures, useShownPictures, type ShownPicture } from '../../charts/picture/shown';
import { inLight } from '../../charts/picture/theme';
import { useWorkspace } from '../../client/use-workspace';
import type { Workspace } from '../../client/workspace';
import { t } from '../../i18n/t';
import type { OpenDocument } from '../../state/session';
import { useCommands, type Command } from '../../ui/commands';
import { runExport } from './run-export';

/** Pictures mostly go into documents, which are white. Remembered while the window is open. */
let lightWanted = true;

export function isLightWanted(): boolean {
  return lightWanted;
}

/** Draws a picture as it is on screen, or in the light theme, and writes it where the user wants it. */
export async function savePicture(
  workspace: Workspace,
  document: OpenDocument,
  picture: ShownPicture,
  to: PictureFormat,
  light: boolean,
): Promise<void> {
  lightWanted = light;
  const draw = (): ReturnType<ShownPicture['draw']> => picture.draw(to, document.title);
  let drawn: Awaited<ReturnType<ShownPicture['draw']>>;
  try {
    drawn = await (light ? inLight(draw) : draw());
  } catch (error) {
    const hint = error instanceof Error ? error.message : String(error);
    workspace.notify({ message: t('The picture could not be drawn.'), hint });
    return;
  }
  const order = drawn instanceof Uint8Array ? { to, bytes: drawn } : drawn;
  await runExport(workspace, { doc: document.id, ...order }, document.title);
}

/** Menus of pictures and the palette save without the dialog, as it was last used. */
export function usePictureCommands(document: OpenDocument | null): void {
  const workspace = useWorkspace();
  const pictures = useShownPictures();
  useEffect(() => {
    savesPictures((picture, to) => {
      if (document !== null) void savePicture(workspace, document, picture, to, lightWanted);
    });
  }, [workspace, document]);
  const commands = useMemo((): readonly Command[] => {
    const command = (to: PictureFormat, title: string): Command => ({
      ...{ id: `export.${to}`, title, group: 'Files', keys: [], offSheet: true },
      enabled: () => document !== null && pictures.length > 0,
      run: () => {
        const [first] = pictures;
        if (document !== null && first !== undefined) void savePicture(workspace, document, first, to, lightWanted);
      },
    });
    return [command('png', t('Save the picture as PNG…')), command('svg', t('Save the picture as SVG…'))];
  }, [workspace, document, pictures]);
  useCommands(commands);
}
