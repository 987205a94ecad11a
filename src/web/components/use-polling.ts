import { useEffect } from 'react';

/** Calls again and again while the page is in view. */
export function usePolling(work: () => void, everyMs: number): void {
  useEffect(() => {
    const timer = window.setInterval(() => {
      if (!document.hidden) work();
    }, everyMs);
    return () => window.clearInterval(timer);
  }, [work, everyMs]);
}
