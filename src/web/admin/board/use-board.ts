import { useEffect, useState } from 'react';
import type { Board } from '../../../api/board.ts';
import { toFault } from '../../api/fault.ts';
import { boardApi } from '../../api/operations-endpoints.ts';
import { onWaking } from '../../stream/waking.ts';

const againMs = 5_000;

/**
 * The live board, whole at each change. `live` false: the line is lost, and what is shown may be old; `problem` says
 * why, when the server said it.
 */
export function useBoard(): { board: Board | null; live: boolean; problem: string | null } {
  const [board, setBoard] = useState<Board | null>(null);
  const [live, setLive] = useState(true);
  const [problem, setProblem] = useState<string | null>(null);

  useEffect(() => {
    let source: EventSource;
    let again: number | undefined;
    const open = () => {
      window.clearTimeout(again);
      const mine = new EventSource('/api/board/stream');
      source = mine;
      mine.addEventListener('board', ({ data }: MessageEvent<string>) => {
        setBoard(JSON.parse(data) as Board);
        setLive(true);
        setProblem(null);
      });
      mine.addEventListener('error', () => {
        setLive(false);
        // It tries again by itself unless it was refused, and does not tell why it was.
        if (mine.readyState !== EventSource.CLOSED) {
          setProblem(null);
          return;
        }
        again = window.setTimeout(open, againMs);
        boardApi.now().then(setBoard, (error: unknown) => setProblem(toFault(error).message));
      });
    };
    const stopListening = onWaking(() => {
      if (source.readyState === EventSource.OPEN) return;
      source.close();
      open();
    });
    open();
    return () => {
      window.clearTimeout(again);
      stopListening();
      source.close();
    };
  }, []);
  return { board, live, problem };
}
