import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  JSON_ARRAY,
  JSON_BAD,
  JSON_CUT,
  JSON_DONE,
  JSON_END_ARRAY,
  JSON_END_OBJECT,
  JSON_KEY,
  JSON_NUMBER,
  JSON_OBJECT,
  JSON_STRING,
  JSON_WORD,
  JsonKeys,
  JsonScanner,
} from '@core/base/json-scan';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const scanOf = (text: string): JsonScanner => new JsonScanner(bytesOf(text));

/** The document as JSON.parse would give it, or the token that ended it. */
function read(scan: JsonScanner): unknown {
  const value = valueOf(scan, scan.next());
  const end = scan.next();
  if (end !== JSON_DONE) throw new Error(`token ${end} at ${scan.at}: ${scan.problem}`);
  return value;
}

function valueOf(scan: JsonScanner, token: number): unknown {
  switch (token) {
    case JSON_STRING:
      return scan.text();
    case JSON_NUMBER:
      return scan.number();
    case JSON_WORD:
      return scan.isTrue ? true : scan.is('null') ? null : false;
    case JSON_ARRAY: {
      const list: unknown[] = [];
      for (let inner = scan.next(); inner !== JSON_END_ARRAY; inner = scan.next()) list.push(valueOf(scan, inner));
      return list;
    }
    case JSON_OBJECT: {
      const fields: [string, unknown][] = [];
      while (scan.next() === JSON_KEY) {
        const key = scan.text();
        fields.push([key, valueOf(scan, scan.next())]);
      }
      if (scan.token !== JSON_END_OBJECT) throw new Error(`token ${scan.token} at ${scan.at}: ${scan.problem}`);
      return Object.fromEntries(fields);
    }
    default:
      throw new Error(`token ${token} at ${scan.at}: ${scan.problem}`);
  }
}

describe('the JSON scanner', () => {
  test('reads every document as JSON.parse does', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), fc.constantFrom(0, 1, 2), (text, indent) => {
        const spaced = JSON.stringify(JSON.parse(text), null, indent);
        expect(read(scanOf(spaced))).toEqual(JSON.parse(spaced));
      }),
      { numRuns: 400 },
    );
  });

  test('reads every number as Number does', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const text = JSON.stringify(value);
        expect(read(scanOf(`[${text}]`))).toEqual([Number(text)]);
      }),
      { numRuns: 1000 },
    );
    for (const text of ['0', '-0.5', '123456789012345', '9007199254740993', '1e3', '1.5E-7', '1700000000.123456'])
      expect(read(scanOf(`[${text}]`))).toEqual([Number(text)]);
  });

  test('every cut of a document is a cut, at the end of the bytes, after what is readable', () => {
    const text = '{"a":[1,2.5e3,"x\\n",true,{"b":null}],"c\\u0041":"é"}';
    const bytes = bytesOf(text);
    for (let end = 0; end < bytes.length; end++) {
      const scan = new JsonScanner(bytes.slice(0, end));
      let tokens = 0;
      while (scan.next() < JSON_DONE) tokens++;
      expect([end, scan.token, scan.at]).toEqual([end, JSON_CUT, end]);
      if (end > 8) expect(tokens).toBeGreaterThan(2);
      expect(scan.next()).toBe(JSON_CUT);
    }
  });

  test('what is no JSON is told with its place and reason', () => {
    const cases: Record<string, [number, string]> = {
      '{"a" 1}': [5, 'a colon is missing'],
      '{"a":1 "b":2}': [7, 'a comma or a closing bracket is missing'],
      '[1}': [2, 'a closing bracket does not match'],
      '{1:2}': [1, 'the name of a field is missing'],
      '[-]': [1, 'a number is malformed'],
      '[1.]': [1, 'a number is malformed'],
      '[nul]': [1, 'a value is missing'],
      '[1] x': [4, 'something follows the end of the document'],
      hello: [0, 'a value is missing'],
    };
    for (const [text, [at, problem]] of Object.entries(cases)) {
      const scan = scanOf(text);
      while (scan.next() < JSON_DONE);
      expect([text, scan.token, scan.at, scan.problem]).toEqual([text, JSON_BAD, at, problem]);
    }
  });

  test('nesting has a limit, and a large one costs no call stack', () => {
    const deep = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);
    const scan = scanOf(deep(513));
    while (scan.next() < JSON_DONE);
    expect([scan.token, scan.at]).toEqual([JSON_BAD, 512]);
    const allowed = new JsonScanner(bytesOf(deep(100_000)), 0, 100_000);
    expect(allowed.skipValue()).toBe(true);
    expect(allowed.next()).toBe(JSON_DONE);
  });

  test('commas before a closing bracket and a byte order mark are read over', () => {
    expect(read(scanOf('\ufeff{"a":[1,2,],}'))).toEqual({ a: [1, 2] });
  });

  test('skips a value of any kind, and knows names without making strings', () => {
    const scan = scanOf('{"skipped":{"a":[1,{"b":2}]},"found":7}');
    const keys = new JsonKeys(['found', 'other']);
    const found: number[] = [];
    scan.next();
    while (scan.next() === JSON_KEY) {
      const row = keys.find(scan);
      if (row === 0) {
        scan.next();
        found.push(scan.number());
      } else {
        expect(row).toBe(-1);
        expect(scan.skipValue()).toBe(true);
      }
    }
    expect([found, scan.token, scan.next()]).toEqual([[7], JSON_END_OBJECT, JSON_DONE]);
  });

  test('no bytes make it throw or go on for ever', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const scan = new JsonScanner(bytes);
        for (let i = 0; i <= bytes.length + 1; i++) {
          if (scan.next() >= JSON_DONE) return;
          if (scan.token === JSON_STRING) scan.text();
          if (scan.token === JSON_NUMBER) scan.number();
        }
        throw new Error('more tokens than bytes');
      }),
      { numRuns: 2000 },
    );
  });
});
