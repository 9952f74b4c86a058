import { useEffect, useRef, useState, type RefObject } from 'react';
import { glSurface, type GlState, type GlSurface } from '../../charts/flame-gl/gl-surface';
import { usePreference } from '../../state/preferences';

/** The first picture comes before it, by the 2D canvas; at the latest after this, ms. */
const LATEST_MS = 1_000;
/** A window has a graphics card or it has none: where it has none, asking once is enough. */
let withoutCard = false;

interface DrawnByGl {
  /** Stands where the canvas will be. */
  readonly host: RefObject<HTMLDivElement | null>;
  readonly surface: RefObject<GlSurface | null>;
  /** `none` where there is no such canvas. Paint anew whenever it changes. */
  readonly state: GlState | 'none';
}

/** A canvas painted by the graphics card where there is one, or where the settings say so, for as long as the component is there. */
export function useGlSurface(): DrawnByGl {
  const [drawing] = usePreference('drawing');
  const host = useRef<HTMLDivElement | null>(null);
  const surface = useRef<GlSurface | null>(null);
  const [state, setState] = useState<DrawnByGl['state']>('none');
  useEffect(() => {
    const software = drawing === 'webgl2';
    if (drawing === 'canvas' || (withoutCard && !software)) return;
    const idle = requestIdleCallback(
      () => {
        const made = glSurface({ software, onChange: () => setState(surface.current?.state() ?? 'none') });
        if (made === null) {
          withoutCard ||= !software;
          return;
        }
        surface.current = made;
        host.current?.append(made.canvas);
      },
      { timeout: LATEST_MS },
    );
    return () => {
      cancelIdleCallback(idle);
      surface.current?.release();
      surface.current = null;
      setState('none');
    };
  }, [drawing]);
  return { host, surface, state };
}
