/**
 * A rule of the format that the bytes break. Thrown inside this folder only: `parse.ts` catches it and answers with a
 * `malformed` (or `truncated`, or `too-large`) error, so that the decoding loops need no error path.
 */
export class Damage extends Error {
  constructor(
    /** Where the offending bytes begin. */
    readonly offset: number,
    /** Record and field: `sample 7,716, location_id`. */
    readonly where: string,
    /** What is wrong, to follow "It is a pprof profile, but": `a sample refers to location 90,113 and the profile has 4,410`. */
    readonly why: string,
    readonly code: 'malformed' | 'too-large' = 'malformed',
  ) {
    super(why);
    this.name = 'Damage';
  }
}

/** Why a profile is too large: its size bounds how many calls its stacks can honestly have. */
export const TOO_MANY_STACKS = 'its stacks unfold to more calls than a profile of its size can mean';
