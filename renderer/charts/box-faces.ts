import { useEffect, useMemo, useState } from 'react';
import type { BoxTheme } from '@core/base/box-colours';
import { BoxLabels } from '@core/base/box-label';
import { themeToken, useThemeVersion } from '../ui/theme';
import { flameTheme } from './flame-colours';
import { labelFont } from './flame-painter';

/** Colours of boxes in the theme that is shown. */
export function useBoxTheme(): BoxTheme {
  const version = useThemeVersion();
  return useMemo(() => {
    void version;
    return flameTheme(themeToken);
  }, [version]);
}

/** Names cut to the width of their boxes, measured in the faces that they are drawn with: anew once these are loaded. */
export function useBoxLabels(): BoxLabels {
  const fonts = useFontsReady();
  return useMemo(() => {
    void fonts;
    const ctx = document.createElement('canvas').getContext('2d');
    const family = themeToken('--ui');
    return new BoxLabels((text, strong) => {
      if (ctx === null) return text.length * 7;
      ctx.font = labelFont(family, strong);
      return ctx.measureText(text).width;
    });
  }, [fonts]);
}

/** False until the faces of the boxes are loaded: a canvas does not wait for fonts, it takes another one. */
function useFontsReady(): boolean {
  const [ready, setReady] = useState(false);
  useEffect(() => {
    let gone = false;
    const family = themeToken('--ui');
    const loads = [false, true].map((strong) => document.fonts.load(labelFont(family, strong)));
    void Promise.allSettled(loads).then(() => {
      if (!gone) setReady(true);
    });
    return () => {
      gone = true;
    };
  }, []);
  return ready;
}
