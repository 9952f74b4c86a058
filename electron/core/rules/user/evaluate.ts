import type { ASTNode, BinaryOperator } from '@marcbachmann/cel-js';
import { compileGoRegexp, type Matcher } from '@core/base/regexp/compile';
import { EvaluationFailed, type Budget } from './budget';
import { equal, isList, isMap, isNumber, PlaceValue, type List, type Row, type Value } from './value';

/** A compiled expression. Throws `EvaluationFailed` for what a row does not allow, and when the budget is spent. */
export type Expression = (scope: Scope) => Value;

export interface Scope {
  readonly row: Row;
  readonly budget: Budget;
  /** Variables of the macros around, innermost last. */
  readonly bound: { readonly name: string; value: Value }[];
}

/** What the language of conditions has not got. */
export class UnsupportedExpression extends Error {
  readonly node: ASTNode;
  readonly hint: string;
  constructor(node: ASTNode, message: string, hint = '') {
    super(message);
    this.node = node;
    this.hint = hint;
  }
}

/** Texts that an expression makes may be this long, and lists have so many items. */
const LONGEST_TEXT = 65_536;
/** Patterns cost their instructions at every character. */
const PATTERN_LIMITS = { length: 500, instructions: 1000 };
const PATTERN_STEPS = 4;

/**
 * Turns a checked tree into closures. Our own, because a rule file may be hostile: each step is counted, texts and lists do not grow
 * beyond bounds, and patterns are Go's, in linear time. Types are known to be right: the library has checked them.
 */
export function compileExpression(node: ASTNode): Expression {
  const inner = compileNode(node);
  return (scope) => inner(scope);
}

function compileNode(node: ASTNode): Expression {
  switch (node.op) {
    case 'value': {
      const value = literal(node);
      return () => value;
    }
    case 'id':
      return variable(node.args);
    case '.':
      return select(compileNode(node.args[0]), node.args[1]);
    case '[]':
      return index(compileNode(node.args[0]), compileNode(node.args[1]));
    case 'call':
      return call(node, node.args[0], node.args[1]);
    case 'rcall':
      return method(node, node.args[0], node.args[1], node.args[2]);
    case 'list': {
      const items = node.args.map(compileNode);
      return counted((scope) => items.map((item) => item(scope)));
    }
    case '?:': {
      const [test, yes, no] = node.args.map(compileNode);
      return counted((scope) => (test(scope) === true ? yes(scope) : no(scope)));
    }
    case '||':
      return either(compileNode(node.args[0]), compileNode(node.args[1]), true);
    case '&&':
      return either(compileNode(node.args[0]), compileNode(node.args[1]), false);
    case '!_': {
      const operand = compileNode(node.args);
      return counted((scope) => operand(scope) !== true);
    }
    case '-_': {
      const operand = compileNode(node.args);
      return counted((scope) => {
        const value = operand(scope);
        return typeof value === 'bigint' ? whole(-value) : -Number(value);
      });
    }
    case '.?':
    case '[?]':
    case 'map':
      throw new UnsupportedExpression(node, 'Maps and optional values cannot be written in a condition.');
    default:
      return binary(node.op, compileNode(node.args[0]), compileNode(node.args[1]));
  }
}

function counted(run: Expression): Expression {
  return (scope) => {
    scope.budget.spend(1);
    return run(scope);
  };
}

function literal(node: Extract<ASTNode, { op: 'value' }>): Value {
  const { args } = node;
  if (args instanceof Uint8Array || (typeof args === 'object' && args !== null))
    throw new UnsupportedExpression(
      node,
      'Bytes and unsigned numbers cannot be written in a condition.',
      'Leave out the b or the u.',
    );
  return args;
}

function variable(name: string): Expression {
  return ({ bound, row, budget }) => {
    budget.spend(1);
    for (let i = bound.length - 1; i >= 0; i--) if (bound[i].name === name) return bound[i].value;
    return row(name);
  };
}

function select(target: Expression, field: string): Expression {
  return counted((scope) => member(target(scope), field));
}

function index(target: Expression, key: Expression): Expression {
  return counted((scope) => {
    const value = target(scope);
    const at = key(scope);
    if (!isList(value)) return member(value, at);
    const item = value[Number(at)];
    if (item === undefined) throw new EvaluationFailed(`there is no item ${String(at)} in a list of ${value.length}`);
    return item;
  });
}

function member(value: Value, key: Value): Value {
  const found = isMap(value)
    ? value.get(key)
    : value instanceof PlaceValue && typeof key === 'string'
      ? value.get(key)
      : undefined;
  if (found === undefined) throw new EvaluationFailed(`it has no ${JSON.stringify(String(key))}`);
  return found;
}

/** `||` and `&&` of CEL: where one side decides, an error of the other does not matter. */
function either(left: Expression, right: Expression, decides: boolean): Expression {
  return counted((scope) => {
    let failure: EvaluationFailed;
    try {
      return left(scope) === decides ? decides : right(scope) === true;
    } catch (error) {
      if (!(error instanceof EvaluationFailed)) throw error;
      failure = error;
    }
    scope.budget.spend(1);
    if ((right(scope) === true) === decides) return decides;
    throw failure;
  });
}

const LEAST = -(2n ** 63n);
const GREATEST = 2n ** 63n - 1n;

function whole(value: bigint): bigint {
  if (value < LEAST || value > GREATEST) throw new EvaluationFailed('a whole number is beyond 64 bits');
  return value;
}

function binary(op: BinaryOperator, left: Expression, right: Expression): Expression {
  const apply = OPERATORS[op];
  return counted((scope) => apply(left(scope), right(scope), scope.budget));
}

type Operate = (a: Value, b: Value, budget: Budget) => Value;

function compare(holds: (order: number) => boolean): Operate {
  return (a, b, budget) => {
    if (isNumber(a) && isNumber(b)) return a < b ? holds(-1) : a > b ? holds(1) : a <= b && a >= b && holds(0);
    if (typeof a === 'string' && typeof b === 'string') {
      budget.spend(Math.min(a.length, b.length) >> 3);
      return holds(a < b ? -1 : a > b ? 1 : 0);
    }
    return holds(Number(a) - Number(b));
  };
}

function arithmetic(ints: (a: bigint, b: bigint) => bigint, doubles: (a: number, b: number) => number): Operate {
  return (a, b) => (typeof a === 'bigint' && typeof b === 'bigint' ? whole(ints(a, b)) : doubles(Number(a), Number(b)));
}

function nonZero(b: bigint): bigint {
  if (b === 0n) throw new EvaluationFailed('it divides by zero');
  return b;
}

const sum = arithmetic(
  (a, b) => a + b,
  (a, b) => a + b,
);

const OPERATORS: Readonly<Record<BinaryOperator, Operate>> = {
  '==': (a, b, budget) => (budget.spend(sizeOf(a)), equal(a, b)),
  '!=': (a, b, budget) => (budget.spend(sizeOf(a)), !equal(a, b)),
  '<': compare((order) => order < 0),
  '<=': compare((order) => order <= 0),
  '>': compare((order) => order > 0),
  '>=': compare((order) => order >= 0),
  in: (a, b, budget) => {
    if (isMap(b)) return b.has(a);
    const items = isList(b) ? b : [];
    budget.spend(items.length);
    return items.some((item) => equal(a, item));
  },
  '+': (a, b, budget) => {
    if (typeof a === 'string' && typeof b === 'string') return limited(a + b, budget);
    if (isList(a) && isList(b)) return limited([...a, ...b], budget);
    return sum(a, b, budget);
  },
  '-': arithmetic(
    (a, b) => a - b,
    (a, b) => a - b,
  ),
  '*': arithmetic(
    (a, b) => a * b,
    (a, b) => a * b,
  ),
  '/': arithmetic(
    (a, b) => a / nonZero(b),
    (a, b) => a / b,
  ),
  '%': arithmetic(
    (a, b) => a % nonZero(b),
    (a, b) => a % b,
  ),
};

function sizeOf(value: Value): number {
  return typeof value === 'string' ? value.length >> 3 : isList(value) ? value.length : isMap(value) ? value.size : 0;
}

function limited<T extends string | List>(value: T, budget: Budget): T {
  budget.spend(value.length);
  if (value.length > LONGEST_TEXT)
    throw new EvaluationFailed(`it makes a value of more than ${LONGEST_TEXT} characters or items`);
  return value;
}

const CALLS: Readonly<Record<string, (value: Value, budget: Budget) => Value>> = {
  size: (value) =>
    BigInt(
      isMap(value) ? value.size : typeof value === 'string' ? [...value].length : isList(value) ? value.length : 0,
    ),
  int: (value) => {
    if (typeof value === 'bigint') return value;
    const text = typeof value === 'string' ? value : '';
    if (typeof value === 'string' && !/^-?\d{1,19}$/.test(text))
      throw new EvaluationFailed(`${JSON.stringify(text.slice(0, 40))} is no whole number`);
    if (typeof value === 'string') return whole(BigInt(text));
    if (!Number.isFinite(value)) throw new EvaluationFailed('a number that is not known has no whole part');
    return whole(BigInt(Math.trunc(Number(value))));
  },
  double: (value) => {
    const number = Number(value);
    if (typeof value === 'string' && (value.trim() === '' || Number.isNaN(number)))
      throw new EvaluationFailed(`${JSON.stringify(value.slice(0, 40))} is no number`);
    return number;
  },
  string: (value) => (typeof value === 'string' ? value : String(value)),
};

const TEXT_METHODS: Readonly<Record<string, (text: string, other: string) => Value>> = {
  startsWith: (text, other) => text.startsWith(other),
  endsWith: (text, other) => text.endsWith(other),
  contains: (text, other) => text.includes(other),
  lowerAscii: (text) => text.replace(/[A-Z]+/g, (part) => part.toLowerCase()),
  upperAscii: (text) => text.replace(/[a-z]+/g, (part) => part.toUpperCase()),
  trim: (text) => text.trim(),
};

const MACROS = ['all', 'exists', 'exists_one', 'filter'];
const HAS = `Use ${[...Object.keys(CALLS), 'has', 'matches', ...Object.keys(TEXT_METHODS), ...MACROS].join(', ')}.`;

function call(node: ASTNode, name: string, args: readonly ASTNode[]): Expression {
  const [first] = args;
  if (name === 'has' && first?.op === '.') return has(first);
  const apply = Object.hasOwn(CALLS, name) ? CALLS[name] : undefined;
  if (apply === undefined || args.length !== 1)
    throw new UnsupportedExpression(node, `The function ${name} cannot be used in a condition.`, HAS);
  const argument = compileNode(first);
  return counted((scope) => apply(argument(scope), scope.budget));
}

function has(node: Extract<ASTNode, { op: '.' }>): Expression {
  const target = compileNode(node.args[0]);
  const field = node.args[1];
  return counted((scope) => {
    const value = target(scope);
    return isMap(value) ? value.has(field) : value instanceof PlaceValue && value.get(field) !== undefined;
  });
}

function method(node: ASTNode, name: string, receiver: ASTNode, args: readonly ASTNode[]): Expression {
  const target = compileNode(receiver);
  const [first, second] = args;
  if (name === 'size' && args.length === 0) return counted((scope) => CALLS.size(target(scope), scope.budget));
  if (name === 'matches' && args.length === 1) return matches(target, first);
  if (MACROS.includes(name) && args.length === 2 && first.op === 'id')
    return macro(name, target, first.args, compileNode(second));
  const apply = Object.hasOwn(TEXT_METHODS, name) ? TEXT_METHODS[name] : undefined;
  if (apply === undefined || args.length > 1)
    throw new UnsupportedExpression(node, `The method ${name} cannot be used in a condition.`, HAS);
  const argument = first === undefined ? null : compileNode(first);
  return counted((scope) => {
    const text = String(target(scope));
    scope.budget.spend(text.length >> 3);
    return apply(text, argument === null ? '' : String(argument(scope)));
  });
}

/** The same names come again and again: what a pattern said of one is kept. */
const REMEMBERED = 20_000;

function matches(target: Expression, pattern: ASTNode): Expression {
  if (pattern.op !== 'value' || typeof pattern.args !== 'string')
    throw new UnsupportedExpression(
      pattern,
      'The pattern of matches must be written as a text.',
      'Use contains for a computed text.',
    );
  const compiled = compileGoRegexp(pattern.args, PATTERN_LIMITS);
  if (!compiled.ok)
    throw new UnsupportedExpression(pattern, `The pattern is no regular expression of Go: ${compiled.error}`);
  const matcher: Matcher = compiled.value;
  const known = new Map<string, boolean>();
  return counted((scope) => {
    const text = String(target(scope));
    let answer = known.get(text);
    if (answer === undefined) {
      scope.budget.spend(text.length * PATTERN_STEPS);
      answer = matcher.test(text);
      if (known.size < REMEMBERED) known.set(text, answer);
    }
    return answer;
  });
}

function macro(name: string, target: Expression, variableName: string, body: Expression): Expression {
  return counted((scope) => {
    const value = target(scope);
    const items: List = isList(value) ? value : isMap(value) ? [...value.keys()] : [];
    const bound = { name: variableName, value: null as Value };
    scope.bound.push(bound);
    try {
      const holds = (item: Value): boolean => {
        scope.budget.spend(1);
        bound.value = item;
        return body(scope) === true;
      };
      switch (name) {
        case 'all':
          return items.every(holds);
        case 'exists':
          return items.some(holds);
        case 'filter':
          return items.filter(holds);
        default:
          return items.filter(holds).length === 1;
      }
    } finally {
      scope.bound.pop();
    }
  });
}
