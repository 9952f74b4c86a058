import type { JSX, ReactNode } from 'react';
import { Group, Panel, Separator } from 'react-resizable-panels';
import './halves.css';

interface HalvesProps {
  /** Names the splitter: `Height of the table`. */
  readonly label: string;
  /** Share of the upper half, percent. */
  readonly share: number;
  readonly onShare: (share: number) => void;
  readonly upper: ReactNode;
  readonly lower: ReactNode;
  /** Least heights, px. */
  readonly upperMin?: number;
  readonly lowerMin?: number;
}

/** Two panes, one above the other, with a splitter: dragged, by arrow keys, reset by a double-click. */
export function Halves(props: HalvesProps): JSX.Element {
  return (
    <Group orientation="vertical" className="halves" resizeTargetMinimumSize={{ coarse: 20, fine: 8 }}>
      <Panel
        id="upper"
        defaultSize={`${props.share}%`}
        minSize={props.upperMin ?? 120}
        onResize={(size) => props.onShare(Math.round(size.asPercentage))}
      >
        {props.upper}
      </Panel>
      <Separator className="hsplit" aria-label={props.label} />
      <Panel id="lower" minSize={props.lowerMin ?? 80}>
        {props.lower}
      </Panel>
    </Group>
  );
}
