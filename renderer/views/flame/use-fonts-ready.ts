import { useEffect, useState } from 'react';
import { labelFont } from '../../charts/flame-painter';
import { themeToken } from '../../ui/theme';

/** False until the faces of the boxes are loaded: a canvas does not wait for fonts, it takes another one. */
export function useFontsReady(): boolean {
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
