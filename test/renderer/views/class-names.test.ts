import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../../../electron/setup/places.mjs';

const VIEWS = join(ROOT, 'renderer', 'views');
const folders = readdirSync(VIEWS, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

function files(folder: string, ending: string): readonly string[] {
  return readdirSync(join(VIEWS, folder))
    .filter((name) => name.endsWith(ending))
    .map((name) => readFileSync(join(VIEWS, folder, name), 'utf8'));
}

/** Classes that a folder's style sheets give a look wherever they stand: selectors of one class and nothing else. */
function bareClasses(css: string): readonly string[] {
  const rules = css.replace(/\/\*[\s\S]*?\*\//g, '').matchAll(/([^{}]+)\{[^{}]*\}/g);
  return [...rules].flatMap(([, selectors = '']) =>
    selectors.split(',').flatMap((selector) => /^\.([a-zA-Z][\w-]*)$/.exec(selector.trim())?.[1] ?? []),
  );
}

/** Classes that a folder's components use. */
function usedClasses(source: string): ReadonlySet<string> {
  const used = [...source.matchAll(/className=(?:"([^"]*)"|\{([^}]*)\})/g)];
  return new Set(used.flatMap(([, text = '', code = '']) => `${text} ${code}`.match(/[a-zA-Z][\w-]*/g) ?? []));
}

describe('classes of views', () => {
  // All style sheets are one in the window, so a bare class of one view changes what another draws.
  it.each(folders)('%s: a class with a look of its own is used by no other view', (folder) => {
    const bare = new Set(files(folder, '.css').flatMap(bareClasses));
    const taken = folders
      .filter((other) => other !== folder)
      .flatMap((other) =>
        files(other, '.tsx').flatMap((source) =>
          [...usedClasses(source)].filter((name) => bare.has(name)).map((name) => `${other}: .${name}`),
        ),
      );
    expect([...new Set(taken)]).toEqual([]);
  });
});
