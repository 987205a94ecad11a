/** What the doctor found out about one thing, and what to do about it. */
export interface Finding {
  /** `ok`; `warning`: works, but will not for long or not well; `fault`: does not work. */
  state: 'ok' | 'warning' | 'fault';
  /** One thing: `disk`, `connection crm`. */
  about: string;
  said: string;
  /** What to do; null where nothing is to be done. */
  advice: string | null;
}

export function ok(about: string, said: string): Finding {
  return { state: 'ok', about, said, advice: null };
}

export function warning(about: string, said: string, advice: string): Finding {
  return { state: 'warning', about, said, advice };
}

export function fault(about: string, said: string, advice: string): Finding {
  return { state: 'fault', about, said, advice };
}

const marks = { ok: ' ok ', warning: 'WARN', fault: 'FAIL' };

/** For a terminal: a line for each, and below it what to do. */
export function inLines(findings: readonly Finding[]): string {
  const lines = findings.flatMap(({ state, about, said, advice }) => {
    const line = `[${marks[state]}] ${about}: ${said}`;
    return advice === null ? [line] : [line, `       → ${advice}`];
  });
  return `${lines.join('\n')}\n`;
}
