import type { JSX } from 'react';
import type { FlameAnswer } from '@core/api/queries';
import { DIFF_STEPS, packageColour, type Colouring } from '@core/base/box-colours';
import { flameTheme } from '../../charts/flame-colours';
import { themeToken, useThemeVersion } from '../../ui/theme';
import { t } from '../../i18n/t';

/** Colours in use: own packages by weight, then what recedes (packages beyond six are counted); or whose code it is; or what changed. */
export function Legend({
  answer,
  also = null,
  packages,
  colouring,
}: {
  readonly answer: FlameAnswer;
  /** Another picture beside it, with the same colours. */
  readonly also?: FlameAnswer | null;
  readonly packages: readonly string[];
  readonly colouring: Colouring;
}): JSX.Element {
  useThemeVersion();
  if (answer.sides !== null) return <ChangeLegend errors={answer.sides.error} />;
  const theme = flameTheme(themeToken);
  const names = [...answer.names, ...(also?.names ?? [])];
  const present = new Set(names.filter((name) => name.origin === 'own').map((name) => name.package));
  const own =
    colouring === 'module' ? [] : packages.map((pkg, place) => ({ pkg, place })).filter(({ pkg }) => present.has(pkg));
  const has = (origin: string): boolean => names.some((name) => name.origin === origin);
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
          {t('{own} more', { own: own.length - 6 })}
        </span>
      )}
      {colouring === 'module' && present.size > 0 && <Kind colour={packageColour(0, theme)} text={t('own')} />}
      {has('dependency') && <Kind colour={theme.dependency} text={t('deps')} />}
      {has('std') && <Kind colour={theme.std} text={t('std')} />}
      {has('runtime') && <Kind colour={theme.runtime} text={t('runtime')} />}
    </span>
  );
}

function ChangeLegend({ errors }: { readonly errors: Float64Array }): JSX.Element {
  const theme = flameTheme(themeToken);
  const steps = DIFF_STEPS.map((share) => Math.round(share * 100)).join(', ');
  const known = errors.every((error) => !Number.isNaN(error));
  const exact = known && errors.every((error) => error === 0);
  const grey = exact
    ? t('grey: a change of less than 5 %')
    : known
      ? t('grey: less than 5 %, or within two standard deviations of sampling')
      : t('grey: less than 5 %; the sampling error is not known');
  return (
    <span className="legend" title={t('Steps at {steps} %. {grey}', { steps, grey })}>
      <span className="ramp">
        {t('less in B')}
        <span>
          {theme.diff.map((colour) => (
            <i key={colour} style={{ background: colour }} />
          ))}
        </span>
        {t('more')}
      </span>
      <span>{t('from {steps}\u00a0%', { steps })}</span>
      <span className="clip">{exact || !known ? grey : t('grey: within sampling error (2σ)')}</span>
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
