import { DEPENDENCY, OWN, type Origins } from '@core/analysis/origin';
import { parseGoName } from '@core/base/go-name';
import { Interner } from '@core/base/strings';
import type { Capture, LabelSetTable } from '@core/model/tables';

/**
 * Other names for code that is not Go's own. The same name is always the same other one, so captures of one export still compare; what kind
 * a name is stays to be seen: own code and dependencies, packages, receivers, closures. Type arguments are dropped, of Go's own
 * functions too, since they name types of the program.
 */
export class Anonymiser {
  readonly #known = new Map<string, string>();
  readonly #counts = new Map<string, number>();

  /** Full name of a function; `origin` is a row of ORIGINS. */
  function(name: string, origin: number): string {
    if (origin !== OWN && origin !== DEPENDENCY) return name.replace(/\[.*\]/, '[...]');
    const { path, pkg, receiver, method, closure } = parseGoName(name);
    // C and assembly.
    if (pkg === '') return this.#name('c', name);
    const inside = `${path}${pkg}`;
    const type = /\w+/.exec(receiver)?.[0];
    const bare = method.replace('[...]', '');
    const parts = [
      this.#package(inside, origin),
      ...(type === undefined
        ? []
        : [
            receiver.startsWith('(*')
              ? `(*${this.#name('T', `${inside}.${type}`)})`
              : this.#name('T', `${inside}.${type}`),
          ]),
      bare === 'main' || bare === 'init' ? bare : this.#name('f', `${inside}.${receiver}.${bare}`),
    ];
    return `${parts.join('.')}${closure}`;
  }

  /** A source file. Of Go's own what `-trimpath` leaves: `net/http/server.go`. */
  file(file: string, name: string, origin: number): string {
    if (file === '') return '';
    if (origin !== OWN && origin !== DEPENDENCY) return trimmed(file);
    const { path, pkg } = parseGoName(name);
    const other = `${this.#name('file', file)}.go`;
    if (pkg === 'main' && path === '') return `/src/${OWN_MODULE}/${other}`;
    const inside = this.#package(`${path}${pkg}`, origin);
    return origin === OWN ? `/src/${inside}/${other}` : `/pkg/mod/${inside}@v0.0.0/${other}`;
  }

  /** A binary, by its path. */
  binary(path: string): string {
    return path === '' ? '' : this.#name('binary', path);
  }

  #package(path: string, origin: number): string {
    if (path === 'main') return path;
    return `${origin === OWN ? OWN_MODULE : 'dependency.example'}/${this.#name('p', path)}`;
  }

  #name(kind: string, text: string): string {
    const key = `${kind} ${text}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const number = (this.#counts.get(kind) ?? 0) + 1;
    this.#counts.set(kind, number);
    const other = `${kind}${number}`;
    this.#known.set(key, other);
    return other;
  }
}

const OWN_MODULE = 'own.example/app';

/** Without the folder that Go is in, which may be somebody's own. */
function trimmed(file: string): string {
  if (!/^(?:[\\/]|[A-Za-z]:)/.test(file)) return file;
  const source = Math.max(file.lastIndexOf('/src/'), file.lastIndexOf('\\src\\'));
  if (source >= 0) return file.slice(source + '/src/'.length);
  return file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1);
}

const NO_LABELS: LabelSetTable = {
  count: 1,
  start: new Uint32Array(2),
  key: new Uint32Array(0),
  value: new Uint32Array(0),
  number: new Float64Array(0),
  unit: new Uint32Array(0),
};

/**
 * The same capture under other names: functions, files and binaries are replaced, labels, comments, build ids and links are gone. Rows keep
 * their numbers; numbers, lines and addresses stay. Patterns of frames to hide may hold names, so the capture must have them hidden already.
 */
export function anonymise(capture: Capture, origins: Origins, names: Anonymiser): Capture {
  const { functions, mappings, details, samples, goroutines } = capture;
  const strings = new Interner();
  const name = new Uint32Array(functions.count);
  const file = new Uint32Array(functions.count);
  for (let i = 0; i < functions.count; i++) {
    const before = capture.strings.get(functions.name[i]);
    const origin = origins.origin[i];
    name[i] = strings.intern(names.function(before, origin));
    file[i] = strings.intern(names.file(capture.strings.get(functions.file[i]), before, origin));
  }
  const binary = (id: number): number => strings.intern(names.binary(capture.strings.get(id)));
  return {
    ...capture,
    strings,
    comments: [],
    notes: [],
    dropFrames: '',
    keepFrames: '',
    docUrl: '',
    functions: { count: functions.count, name, file },
    labelSets: NO_LABELS,
    samples: { ...samples, labels: new Uint32Array(samples.count) },
    goroutines:
      goroutines === null
        ? null
        : { ...goroutines, labels: new Uint32Array(goroutines.count), state: new Uint32Array(goroutines.count) },
    memStats: null,
    trace: null,
    metrics: null,
    mappings:
      mappings === null
        ? null
        : { ...mappings, file: mappings.file.map(binary), buildId: new Uint32Array(mappings.count) },
    details: details === null ? null : { ...details, systemName: new Uint32Array(details.systemName.length) },
  };
}
