/** Calls back when the page has likely slept or changed networks; in a new network old connections are dead. */
export function onWaking(wake: (inNewNetwork: boolean) => void): () => void {
  const whenVisible = () => {
    if (!document.hidden) wake(false);
  };
  const whenOnline = () => wake(true);
  const whenShown = () => wake(false);
  document.addEventListener('visibilitychange', whenVisible);
  window.addEventListener('online', whenOnline);
  window.addEventListener('pageshow', whenShown);
  return () => {
    document.removeEventListener('visibilitychange', whenVisible);
    window.removeEventListener('online', whenOnline);
    window.removeEventListener('pageshow', whenShown);
  };
}
