export type RefusalCode = 'invalid' | 'not_found' | 'conflict' | 'read_only' | 'forbidden';

export interface RefusalFault {
  /** Path of the value within what was given: `pbx[0].source`. */
  field: string;
  message: string;
}

/**
 * "We will not do that", with the reason in words for the person who asked. `src/http/problem.ts` turns it into
 * an answer; everything else that is thrown is our own fault.
 */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly code: RefusalCode;
  readonly faults: readonly RefusalFault[];

  constructor(code: RefusalCode, message: string, faults: readonly RefusalFault[] = []) {
    super(message);
    this.code = code;
    this.faults = faults;
  }
}
