import { useEffect, useState } from 'react';
import type { Board } from '../../../api/board.ts';

const againMs = 5_000;

/** The live board, whole at each change. `live` false: the line is lost, and what is shown may be old. */
export function useBoard(): { board: Board | null; live: boolean } {
  const [board, setBoard] = useState<Board | null>(null);
  const [live, setLive] = useState(true);

  useEffect(() => {
    let source: EventSource;
    let again: number | undefined;
    const open = () => {
      source = new EventSource('/api/board/stream');
      source.addEventListener('board', ({ data }: MessageEvent<string>) => {
        setBoard(JSON.parse(data) as Board);
        setLive(true);
      });
      source.addEventListener('error', () => {
        setLive(false);
        // It tries again by itself unless it was refused.
        if (source.readyState === EventSource.CLOSED) again = window.setTimeout(open, againMs);
      });
    };
    open();
    return () => {
      window.clearTimeout(again);
      source.close();
    };
  }, []);
  return { board, live };
}
