import { useCallback, useMemo, type JSX } from 'react';
import { themeToken } from '../ui/theme';
import type { AreaModel } from './area-model';
import { areaOption, areaSentence } from './area-option';
import { chartFont } from './chart-font';
import { EChart } from './echart';

/** Areas that add up over time, with lines over them. */
export function AreaChart({ model, height }: { readonly model: AreaModel; readonly height: number }): JSX.Element {
  const option = useCallback(() => areaOption(model, { colour: themeToken, font: chartFont() }), [model]);
  const label = useMemo(() => areaSentence(model), [model]);
  return <EChart option={option} label={label} width="100%" height={height} />;
}
