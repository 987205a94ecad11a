/**
 * A page without style or script, so that it needs neither the built pages nor leave to run anything.
 *
 * @param connection its id, to lead back to; null: to all of them
 */
export function consentPage(title: string, sentence: string, connection: string | null): string {
  const back = connection === null ? '' : `/${encodeURIComponent(connection)}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>${escaped(title)} – Ringside</title>
</head>
<body>
<h1>${escaped(title)}</h1>
<p>${escaped(sentence)}</p>
<p><a href="/admin/connections${back}">Back to the connections</a></p>
</body>
</html>
`;
}

/** A CRM's words are anybody's. */
function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
