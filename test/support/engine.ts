import fs from 'node:fs';
import path from 'node:path';
import type { DocumentInfo } from '@core/api/document';
import type { EngineError } from '@core/api/errors';
import type { Answer, Params, QueryName } from '@core/api/queries';
import { bytesSource, type ByteSource } from '@core/base/source';
import { Engine } from '@core/query/engine';

/** The Engine in this process: what the window and the command line ask, without either. */
export interface Bench {
  readonly engine: Engine;
  readonly info: DocumentInfo;
  /** Answers, or throws the `EngineError`'s message. */
  ask<N extends QueryName>(name: N, params: Omit<Params<N>, 'doc'>): Promise<Answer<N>>;
  /** The error of a question that must fail. */
  refusal<N extends QueryName>(name: N, params: Omit<Params<N>, 'doc'>): Promise<EngineError>;
}

export function fileSource(file: string): ByteSource {
  return bytesSource(path.basename(file), fs.readFileSync(file));
}

export async function openFiles(...files: readonly string[]): Promise<Bench> {
  const engine = new Engine({ now: () => performance.now() });
  const opened = await engine.open({ doc: 'd-1', inputs: files.map(fileSource) });
  if (!opened.ok) throw new Error(`${opened.error.message}: ${opened.error.reason}`);
  const query = <N extends QueryName>(name: N, params: Omit<Params<N>, 'doc'>) =>
    engine.query(name, { ...params, doc: 'd-1' } as Params<N>);
  return {
    engine,
    info: opened.value,
    async ask(name, params) {
      const result = await query(name, params);
      if (!result.ok) throw new Error(`${result.error.code}: ${result.error.message} ${result.error.reason}`);
      return result.value;
    },
    async refusal(name, params) {
      const result = await query(name, params);
      if (result.ok) throw new Error(`${name} answered`);
      return result.error;
    },
  };
}
