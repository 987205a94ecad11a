/** What the sign-in window tells the frame that opened it. Both are ours, of one origin; the CRM's page is not. */

interface SignInMessage {
  ringside: 'signed-in';
  code: string;
}

export function tellOpener(code: string): boolean {
  const opener: unknown = window.opener;
  if (opener === null) return false;
  const message: SignInMessage = { ringside: 'signed-in', code };
  // To our own origin only: whoever else opened this window hears nothing.
  if (isWindow(opener)) opener.postMessage(message, window.location.origin);
  return true;
}

/** Hands over the code that comes from our own sign-in window, and from nowhere else. */
export function onSignedIn(signInWindow: () => Window | null, take: (code: string) => void): () => void {
  const listener = ({ origin, source, data }: MessageEvent<unknown>) => {
    if (origin !== window.location.origin || source === null || source !== signInWindow()) return;
    if (isSignInMessage(data)) take(data.code);
  };
  window.addEventListener('message', listener);
  return () => window.removeEventListener('message', listener);
}

function isWindow(opener: unknown): opener is Window {
  return typeof opener === 'object' && opener !== null && 'postMessage' in opener;
}

function isSignInMessage(data: unknown): data is SignInMessage {
  return (
    typeof data === 'object' &&
    data !== null &&
    'ringside' in data &&
    data.ringside === 'signed-in' &&
    'code' in data &&
    typeof data.code === 'string'
  );
}
