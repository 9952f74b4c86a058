import { GrowableColumn } from '@core/base/columns';
import { formatCount } from '@core/base/format';
import {
  JSON_ARRAY,
  JSON_CUT,
  JSON_END_ARRAY,
  JSON_END_OBJECT,
  JSON_KEY,
  JSON_NUMBER,
  JSON_OBJECT,
  JSON_STRING,
  JsonKeys,
  type JsonScanner,
} from '@core/base/json-scan';
import type { Note } from '@core/api/document';
import { ByteInterner } from '@core/model/byte-interner';
import { FrameBuilder } from '@core/model/frame-builder';
import { StackBuilder } from '@core/model/stack-builder';
import type { Pace } from '../pace';
import { isAmount } from '../sample-rows';

const FIELDS = new JsonKeys([
  'callFrame',
  'id',
  'children',
  'parent',
  'hitCount',
  'selfSize',
  'functionName',
  'url',
  'lineNumber',
]);
const CALL_FRAME = 0;
const ID = 1;
const CHILDREN = 2;
const PARENT = 3;
const HIT_COUNT = 4;
const SELF_SIZE = 5;
const FUNCTION_NAME = 6;
const URL = 7;
const LINE_NUMBER = 8;

/** One node while its object is read. */
interface OpenNode {
  readonly node: number;
  name: number;
  file: number;
  /** As written: from 0, or −1. */
  line: number;
}

/**
 * Call trees as V8 writes them (its inspector protocol, `Profiler.ProfileNode` and `HeapProfiler.SamplingHeapProfileNode`): a list of
 * nodes that name their children by id, or a tree stored nested. Node objects become rows; a row's parent may come later.
 */
export class V8Tree {
  readonly strings = new ByteInterner();
  readonly frames = new FrameBuilder();
  /** FrameId + 1 by node; 0 until it is known. */
  readonly #frame = new GrowableColumn(Uint32Array);
  /** Node + 1; 0 = a root. */
  readonly #parent = new GrowableColumn(Uint32Array);
  readonly #hits = new GrowableColumn(Float64Array);
  readonly #size = new GrowableColumn(Float64Array);
  readonly #byId = new Map<number, number>();
  /** Pairs (node, id of a child, or of the parent with the node's own row behind) to resolve when all ids are known. */
  readonly #childOf = new GrowableColumn(Uint32Array);
  readonly #childId = new GrowableColumn(Float64Array);
  readonly #hasParent = new GrowableColumn(Uint32Array);
  readonly #parentId = new GrowableColumn(Float64Array);
  #dangling = 0;
  #lost = 0;
  #odd = 0;

  get count(): number {
    return this.#frame.length;
  }

  /** After `nodes`: a list of nodes. */
  async readList(scan: JsonScanner, pace: Pace): Promise<void> {
    while (scan.next() !== JSON_END_ARRAY && scan.token < JSON_CUT) {
      if (pace.due(scan.at)) await pace.breathe(scan.at, this.count);
      if (scan.token === JSON_OBJECT) await this.readTree(scan, pace);
      else scan.skip();
    }
  }

  /** After a node's opening bracket: reads it and the nodes nested in it, however deep. */
  async readTree(scan: JsonScanner, pace: Pace): Promise<void> {
    const open: OpenNode[] = [this.#begin(0)];
    while (open.length > 0) {
      if (pace.due(scan.at)) await pace.breathe(scan.at, this.count);
      const top = open[open.length - 1];
      const token = scan.next();
      if (token >= JSON_CUT) {
        for (const node of open) this.#end(node);
        return;
      }
      if (token === JSON_KEY) {
        const field = FIELDS.find(scan);
        const value = scan.next();
        if (value === JSON_OBJECT && field === CALL_FRAME) this.#callFrame(scan, top);
        else if (value === JSON_ARRAY && field === CHILDREN) {
          // Ids are read here; nested nodes by the loop, which then also sees the end of the list.
          this.#childIds(scan, top.node);
          if (scan.token === JSON_OBJECT) open.push(this.#begin(top.node + 1));
          else scan.skip();
        } else this.#scalar(scan, field, value, top);
      } else if (token === JSON_OBJECT) {
        open.push(this.#begin(top.node + 1));
      } else if (token === JSON_END_OBJECT) {
        this.#end(top);
        open.pop();
      } else {
        // The end of the children of `top`, or something among them that is no node.
        scan.skip();
      }
    }
  }

  /** Stacks by node, roots first. Nodes that hang on themselves, or on nothing, have none and are counted. */
  finish(): { readonly stacks: StackBuilder; readonly stackOf: Int32Array } {
    const count = this.count;
    const parent = this.#parent.finish();
    this.#childOf.finish().forEach((node, i) => {
      const child = this.#byId.get(this.#childId.data[i]);
      if (child === undefined) this.#dangling++;
      else if (parent[child] === 0 && child !== node) parent[child] = node + 1;
      else if (parent[child] !== node + 1) this.#dangling++;
    });
    this.#hasParent.finish().forEach((node, i) => {
      const up = this.#byId.get(this.#parentId.data[i]);
      if (up === undefined) this.#dangling++;
      else if (parent[node] === 0 && up !== node) parent[node] = up + 1;
    });
    const stacks = new StackBuilder(count);
    const stackOf = new Int32Array(count).fill(-1);
    const path: number[] = [];
    for (let node = 0; node < count; node++) {
      let at = node;
      // −2 marks the way up, so that a circle is noticed.
      while (stackOf[at] === -1) {
        stackOf[at] = -2;
        path.push(at);
        if (parent[at] === 0) break;
        at = parent[at] - 1;
      }
      const circle = path.length > 0 && parent[path[path.length - 1]] !== 0 && stackOf[at] === -2;
      let stack = path.length > 0 && parent[path[path.length - 1]] === 0 ? 0 : stackOf[at];
      for (let i = path.length - 1; i >= 0; i--) {
        if (circle || stack < 0) {
          stackOf[path[i]] = -3;
          this.#lost++;
        } else {
          const frame = this.#frame.data[path[i]];
          // The root is not a function; its stack is the empty one.
          stack = frame === 0 ? stack : stacks.child(stack, frame - 1);
          stackOf[path[i]] = stack;
        }
      }
      path.length = 0;
    }
    for (let node = 0; node < count; node++) if (stackOf[node] < 0) stackOf[node] = -1;
    return { stacks, stackOf };
  }

  notes(): Note[] {
    const notes: Note[] = [];
    if (this.#dangling > 0)
      notes.push({
        kind: 'repaired',
        message: `${formatCount(this.#dangling)} references between nodes lead nowhere or to a node that has a parent already.`,
        count: this.#dangling,
        offset: null,
        hint: '',
      });
    if (this.#lost > 0)
      notes.push({
        kind: 'skipped',
        message: `${formatCount(this.#lost)} nodes hang on themselves and are left out.`,
        count: this.#lost,
        offset: null,
        hint: '',
      });
    if (this.#odd > 0)
      notes.push({
        kind: 'skipped',
        message: `${formatCount(this.#odd)} numbers are too large to be true and are left out.`,
        count: this.#odd,
        offset: null,
        hint: '',
      });
    return notes;
  }

  /** Row of an id; −1 = there is none. */
  nodeOf(id: number): number {
    return this.#byId.get(id) ?? -1;
  }

  hits(node: number): number {
    return this.#hits.data[node];
  }

  size(node: number): number {
    return this.#size.data[node];
  }

  #begin(parent: number): OpenNode {
    this.#parent.push(parent);
    this.#hits.push(0);
    this.#size.push(0);
    return { node: this.#frame.push(0), name: 0, file: 0, line: -1 };
  }

  #end({ node, name, file, line }: OpenNode): void {
    if (this.strings.get(name) === '(root)') return;
    const known = name === 0 ? this.strings.internString('(anonymous)') : name;
    const row = Number.isInteger(line) && line >= 0 && line < 0xffffffff ? line + 1 : 0;
    this.#frame.data[node] = this.frames.frame(this.frames.function(known, file), row, false) + 1;
  }

  #callFrame(scan: JsonScanner, top: OpenNode): void {
    while (scan.next() === JSON_KEY) {
      const field = FIELDS.find(scan);
      const value = scan.next();
      if (field === FUNCTION_NAME || field === URL || field === LINE_NUMBER) this.#scalar(scan, field, value, top);
      else scan.skip();
    }
  }

  #childIds(scan: JsonScanner, node: number): void {
    while (scan.next() === JSON_NUMBER) {
      this.#childOf.push(node);
      this.#childId.push(scan.number());
    }
  }

  #scalar(scan: JsonScanner, field: number, value: number, top: OpenNode): void {
    if (value === JSON_STRING && field === FUNCTION_NAME) top.name = this.#intern(scan);
    else if (value === JSON_STRING && field === URL) top.file = this.#file(scan);
    else if (value !== JSON_NUMBER) scan.skip();
    else if (field === LINE_NUMBER) top.line = scan.number();
    else if (field === HIT_COUNT) this.#hits.data[top.node] = this.#amount(scan);
    else if (field === SELF_SIZE) this.#size.data[top.node] = this.#amount(scan);
    else if (field === ID) this.#byId.set(scan.number(), top.node);
    else if (field === PARENT) {
      this.#hasParent.push(top.node);
      this.#parentId.push(scan.number());
    }
  }

  #amount(scan: JsonScanner): number {
    const value = scan.number();
    if (isAmount(value)) return value;
    this.#odd++;
    return 0;
  }

  #intern(scan: JsonScanner): number {
    return scan.escaped
      ? this.strings.internString(scan.text())
      : this.strings.intern(scan.bytes, scan.start, scan.end);
  }

  #file(scan: JsonScanner): number {
    const url = scan.text();
    return this.strings.internString(url.startsWith('file:///') ? url.slice('file://'.length) : url);
  }
}
