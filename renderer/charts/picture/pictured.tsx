import { ContextMenu, Slot } from 'radix-ui';
import { useEffect, useMemo, useRef, type JSX, type ReactElement } from 'react';
import { t } from '../../i18n/t';
import { useMenuEntries } from '../../ui/copy/use-copy';
import { themeToken } from '../../ui/theme';
import { elementFile } from './picture-file';
import { useShownPicture, wantPicture, type ShownPicture } from './shown';

export interface LegendEntry {
  readonly token: string;
  readonly text: string;
}

interface PicturedProps {
  readonly title: string;
  /** Below the title: what is shown of what. */
  readonly lines?: readonly string[];
  /** Colours as custom properties, `--own1`: a picture may be in another theme than the window. */
  readonly legend?: readonly LegendEntry[];
  /** False while there is nothing in it yet. */
  readonly ready?: boolean;
  /** One element of the page, which takes a ref: what is in it is the picture. */
  readonly children: ReactElement;
}

/** An element whose picture can be saved: from the Export dialog, the palette and the menu over it. */
export function Pictured({ title, lines = [], legend = [], ready = true, children }: PicturedProps): JSX.Element {
  const element = useRef<HTMLElement | null>(null);
  const head = useRef({ lines, legend });
  useEffect(() => {
    head.current = { lines, legend };
  });
  const picture = useMemo<ShownPicture | null>(
    () =>
      ready
        ? {
            title,
            draw: (to, document) => {
              if (element.current === null) throw new Error(`${title} is not shown any more`);
              const colours = head.current.legend.map(({ token, text }) => ({ text, colour: themeToken(token) }));
              return elementFile(
                element.current,
                { title, lines: [document, ...head.current.lines], legend: colours },
                to,
              );
            },
          }
        : null,
    [title, ready],
  );
  useShownPicture(picture);
  const entries = useMemo(
    () =>
      picture === null
        ? []
        : (['png', 'svg'] as const).map((as) => ({
            title: as === 'png' ? t('Save the picture as PNG…') : t('Save the picture as SVG…'),
            run: () => wantPicture(picture, as),
          })),
    [picture],
  );
  useMenuEntries(element, entries);
  return <Slot.Root ref={element}>{children}</Slot.Root>;
}

/** Lines of a menu that save a picture. */
export function PictureItems({ picture }: { readonly picture: ShownPicture }): JSX.Element {
  return (
    <>
      <ContextMenu.Item className="mi bare" onSelect={() => wantPicture(picture, 'png')}>
        <span className="clip">{t('Save the picture as PNG…')}</span>
      </ContextMenu.Item>
      <ContextMenu.Item className="mi bare" onSelect={() => wantPicture(picture, 'svg')}>
        <span className="clip">{t('Save the picture as SVG…')}</span>
      </ContextMenu.Item>
    </>
  );
}
