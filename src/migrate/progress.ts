/** Where progress is shown: a terminal, or a log that keeps every line. */
export interface Screen {
  isTTY?: boolean;
  columns?: number;
  write(text: string): unknown;
}

export interface Progress {
  /** So many rows of a table more. */
  add(table: string, count: number): void;
  end(): void;
}

const barWidth = 30;
const redrawMs = 100;
const lineEveryPercent = 10;

/** A bar that is drawn anew on a terminal; elsewhere a line for every tenth. */
export function createProgress(screen: Screen, total: number, now: () => number): Progress {
  const isTerminal = screen.isTTY === true;
  let done = 0;
  let drawnAt = 0;
  let told = 0;

  function draw(table: string): void {
    const part = total === 0 ? 1 : done / total;
    const full = Math.round(part * barWidth);
    const bar = `[${'#'.repeat(full)}${'.'.repeat(barWidth - full)}]`;
    const line = `${bar} ${percent()} %  ${inThousands(done)} of ${inThousands(total)} rows  ${table}`;
    screen.write(`\r\u001b[K${line.slice(0, Math.max(20, (screen.columns ?? 80) - 1))}`);
  }
  const percent = (): number => (total === 0 ? 100 : Math.floor((done / total) * 100));

  return {
    add(table, count) {
      done += count;
      if (isTerminal) {
        if (done < total && now() - drawnAt < redrawMs) return;
        drawnAt = now();
        draw(table);
      } else if (percent() >= told + lineEveryPercent) {
        told = percent() - (percent() % lineEveryPercent);
        screen.write(`${percent()} %: ${inThousands(done)} of ${inThousands(total)} rows (${table})\n`);
      }
    },
    end() {
      if (!isTerminal) return;
      draw('');
      screen.write('\n');
    },
  };
}

export const inThousands = (count: number): string => count.toLocaleString('en');
