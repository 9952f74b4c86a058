import { ByteInterner } from '@core/model/byte-interner';
import { FrameBuilder } from '@core/model/frame-builder';
import { StackBuilder } from '@core/model/stack-builder';
import type { StackColumns, StringColumns } from './generation';

/** What the numbers of a generation are in the whole trace. */
export interface NameMaps {
  /** StringId by string. */
  readonly string: Uint32Array;
  /** StackId by stack. */
  readonly stack: Uint32Array;
  /** FrameId + 1 of the root, by stack; 0 = the empty stack. */
  readonly root: Uint32Array;
}

/** Strings, functions, frames and stacks of all generations: each restates what it uses. */
export class Names {
  readonly strings = new ByteInterner();
  readonly frames = new FrameBuilder();
  readonly stacks = new StackBuilder(4096);

  add(strings: StringColumns, stacks: StackColumns): NameMaps {
    const string = this.#addStrings(strings);
    const frame = this.#addFrames(stacks, string);
    const count = stacks.first.length - 1;
    const stack = new Uint32Array(count);
    const root = new Uint32Array(count);
    for (let i = 0; i < count; i++) {
      stack[i] = this.#addStack(stacks, i, frame);
      if (stack[i] !== 0) root[i] = frame[stacks.list[stacks.first[i + 1] - 1]] + 1;
    }
    return { string, stack, root };
  }

  #addStrings({ bytes, end }: StringColumns): Uint32Array {
    const string = new Uint32Array(end.length);
    for (let i = 1; i < string.length; i++) string[i] = this.strings.intern(bytes, end[i - 1], end[i]);
    return string;
  }

  #addFrames({ func, file, line, addressLow, addressHigh }: StackColumns, string: Uint32Array): Uint32Array {
    const frame = new Uint32Array(func.length);
    for (let i = 0; i < frame.length; i++) {
      const id = this.frames.function(string[func[i]], string[file[i]]);
      frame[i] = this.frames.frame(id, line[i], false, addressLow[i], addressHigh[i]);
    }
    return frame;
  }

  #addStack({ first, list }: StackColumns, i: number, frame: Uint32Array): number {
    let at = 0;
    for (let k = first[i + 1] - 1; k >= first[i]; k--) at = this.stacks.child(at, frame[list[k]]);
    return at;
  }
}
