/** True in the panel inside a CRM's page, which has a session of its own there (`src/http/frame-session.ts`). */
export function isFramed(): boolean {
  const { pathname } = window.location;
  return pathname.startsWith('/embed/') && pathname !== '/embed/sign-in';
}

/** Goes with each request to the server. */
export function frameHeaders(): Record<string, string> {
  return isFramed() ? { 'ringside-frame': '1' } : {};
}
