/** Follows redirects and keeps cookies, host by host, as a browser does: enough for forms without scripts. */
export function createWalker() {
  const jars = new Map<string, Map<string, string>>();
  /** Every address that was visited. */
  const visited: URL[] = [];

  async function visit(address: URL, form?: Record<string, string>): Promise<{ url: URL; html: string }> {
    visited.push(address);
    const jar = jars.get(address.hostname) ?? new Map<string, string>();
    jars.set(address.hostname, jar);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(address, {
      method: form ? 'POST' : 'GET',
      ...(form && { body: new URLSearchParams(form) }),
      headers: { cookie },
      redirect: 'manual',
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '') jar.delete(name);
      else jar.set(name, value);
    }
    const html = await response.text();
    const to = response.headers.get('location');
    return to === null ? { url: address, html } : visit(new URL(to, address));
  }

  return {
    visited,
    visit: (address: string) => visit(new URL(address)),
    /** Sends the page's form, with its hidden fields and these. */
    async submit(page: { url: URL; html: string }, fields: Record<string, string>) {
      const action = /<form[^>]* action="([^"]+)"/.exec(page.html)?.[1];
      if (action === undefined) throw new Error(`there is no form at ${page.url.href}: ${page.html}`);
      const hidden = [...page.html.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)];
      const all = Object.fromEntries(hidden.map(([, name = '', value = '']) => [name, value]));
      return visit(new URL(action, page.url), { ...all, ...fields });
    },
    cookiesOf: (host: string): string =>
      [...(jars.get(host) ?? [])].map(([name, value]) => `${name}=${value}`).join('; '),
  };
}
