/** Units as pprof knows them (internal/measurement): names, aliases, and how many of the base unit each is. */

interface Family {
  readonly units: readonly (readonly [name: string, aliases: readonly string[], factor: number])[];
  /** What values are given in where the wanted unit is of no family. */
  readonly otherwise: readonly [name: string, factor: number];
}

const FAMILIES: readonly Family[] = [
  {
    units: [
      ['B', ['b', 'byte'], 1],
      ['kB', ['kb', 'kbyte', 'kilobyte'], 2 ** 10],
      ['MB', ['mb', 'mbyte', 'megabyte'], 2 ** 20],
      ['GB', ['gb', 'gbyte', 'gigabyte'], 2 ** 30],
      ['TB', ['tb', 'tbyte', 'terabyte'], 2 ** 40],
      ['PB', ['pb', 'pbyte', 'petabyte'], 2 ** 50],
    ],
    otherwise: ['B', 1],
  },
  {
    units: [
      ['ns', ['ns', 'nanosecond'], 1],
      ['us', ['μs', 'us', 'microsecond'], 1e3],
      ['ms', ['ms', 'millisecond'], 1e6],
      ['s', ['s', 'sec', 'second'], 1e9],
      ['hrs', ['hour', 'hr'], 3600e9],
    ],
    otherwise: ['s', 1e9],
  },
  {
    units: [
      ['n*GCU', ['nanogcu'], 1e-9],
      ['u*GCU', ['microgcu'], 1e-6],
      ['m*GCU', ['milligcu'], 1e-3],
      ['GCU', ['gcu'], 1],
      ['k*GCU', ['kilogcu'], 1e3],
      ['M*GCU', ['megagcu'], 1e6],
      ['G*GCU', ['gigagcu'], 1e9],
      ['T*GCU', ['teragcu'], 1e12],
      ['P*GCU', ['petagcu'], 1e15],
    ],
    otherwise: ['GCU', 1],
  },
];

function unitIn(family: Family, unit: string): Family['units'][number] | undefined {
  const lower = unit.toLowerCase();
  const alias = lower.length > 2 && lower.endsWith('s') ? lower.slice(0, -1) : lower;
  return family.units.find(([, aliases]) => aliases.includes(alias));
}

export interface Measure {
  readonly value: number;
  readonly unit: string;
}

/** A value in another unit, with the name of the unit that came out: pprof's measurement.Scale, without its automatic choice. */
export function scaleUnit(value: number, from: string, to: string): Measure {
  for (const family of FAMILIES) {
    const source = unitIn(family, from);
    if (source === undefined) continue;
    const target = unitIn(family, to);
    const [unit, factor] = target === undefined ? family.otherwise : [target[0], target[2]];
    return { value: (value * source[2]) / factor, unit };
  }
  return { value, unit: ['count', 'sample', 'unit'].includes(to) ? '' : to };
}

/** Whether values of one unit can be given in the other. */
export function sameFamily(a: string, b: string): boolean {
  return a === b || FAMILIES.some((family) => unitIn(family, a) !== undefined && unitIn(family, b) !== undefined);
}
