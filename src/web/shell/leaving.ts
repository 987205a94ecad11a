/** Asks the person; `leave` goes on with what was begun. */
type Ask = (leave: () => void) => void;

let guard: Ask | null = null;

/**
 * While it is set, no link and no tab leads away unasked, and the browser asks, in its own words, before the window is
 * closed. The back button within the app is not held. Answers what takes it off.
 */
export function guardLeaving(ask: Ask): () => void {
  const onUnload = (event: BeforeUnloadEvent) => event.preventDefault();
  const release = () => {
    guard = null;
    window.removeEventListener('beforeunload', onUnload);
  };
  guard = (leave) =>
    ask(() => {
      release();
      leave();
    });
  window.addEventListener('beforeunload', onUnload);
  return release;
}

/** Goes at once, or when the person agrees. */
export function leaveBy(leave: () => void): void {
  if (guard) guard(leave);
  else leave();
}
