import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Runs a curl command line as a terminal would; resolves to what was answered. Without curl, as curl would. */
export async function runCurlLine(line: string): Promise<string> {
  if (!line.startsWith('curl ')) throw new Error(`this is no curl line: ${line}`);
  if (await hasCurl()) return (await run('sh', ['-c', line.replace('curl ', 'curl -sS --fail ')])).stdout;
  const told = await run('sh', ['-c', `curl() { printf '%s\\0' "$@"; }; ${line}`]);
  const words = told.stdout.split('\0').slice(0, -1);
  const after = (option: string): string[] =>
    words.flatMap((word, index) => (words[index - 1] === option ? [word] : []));
  const headers = after('-H').map((header): [string, string] => {
    const colon = header.indexOf(':');
    return [header.slice(0, colon), header.slice(colon + 1).trim()];
  });
  const [body] = after('-d');
  const request = body === undefined ? {} : { method: 'POST', headers, body };
  const response = await fetch(words.at(-1) ?? '', request);
  if (!response.ok) throw new Error(`${line}: ${response.status} ${await response.text()}`);
  return response.text();
}

function hasCurl(): Promise<boolean> {
  return run('curl', ['--version']).then(
    () => true,
    () => false,
  );
}
