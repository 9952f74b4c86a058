import type { JSX } from 'react';
import type { FlameAnswer } from '@core/api/queries';
import { packageColour, flameTheme } from '../../charts/flame-colours';
import { themeToken, useThemeVersion } from '../../ui/theme';

/** Colours in use: own packages by weight, then what recedes. Packages beyond six are counted. */
export function Legend({
  answer,
  packages,
}: {
  readonly answer: FlameAnswer;
  readonly packages: readonly string[];
}): JSX.Element {
  useThemeVersion();
  const theme = flameTheme(themeToken);
  const present = new Set(answer.names.filter((name) => name.origin === 'own').map((name) => name.package));
  const own = packages.map((pkg, place) => ({ pkg, place })).filter(({ pkg }) => present.has(pkg));
  const has = (origin: string): boolean => answer.names.some((name) => name.origin === origin);
  const short = (pkg: string): string => pkg.slice(pkg.lastIndexOf('/') + 1);
  return (
    <span className="legend">
      {own.slice(0, 6).map(({ pkg, place }) => (
        <span key={pkg} title={pkg}>
          <i style={{ background: packageColour(place, theme) }} />
          {short(pkg)}
        </span>
      ))}
      {own.length > 6 && (
        <span
          title={own
            .slice(6)
            .map(({ pkg }) => pkg)
            .join('\n')}
        >
          {own.length - 6} more
        </span>
      )}
      {has('dependency') && <Kind colour={theme.dependency} text="deps" />}
      {has('std') && <Kind colour={theme.std} text="std" />}
      {has('runtime') && <Kind colour={theme.runtime} text="runtime" />}
    </span>
  );
}

function Kind({ colour, text }: { readonly colour: string; readonly text: string }): JSX.Element {
  return (
    <span>
      <i style={{ background: colour }} />
      {text}
    </span>
  );
}
