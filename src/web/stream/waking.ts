/** Calls back when the page has likely slept or changed networks. */
export function onWaking(wake: () => void): () => void {
  const whenVisible = () => {
    if (!document.hidden) wake();
  };
  document.addEventListener('visibilitychange', whenVisible);
  window.addEventListener('online', wake);
  window.addEventListener('pageshow', wake);
  return () => {
    document.removeEventListener('visibilitychange', whenVisible);
    window.removeEventListener('online', wake);
    window.removeEventListener('pageshow', wake);
  };
}
