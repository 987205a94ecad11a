import { z } from 'zod';
import { ledgerShape, unmappedShape, type Ledger, type Unmapped } from '../../src/api/admin.ts';
import { journalEntryShape } from '../../src/api/journal.ts';
import { callDetailShape, callShape, type ApiCall, type ApiCallDetail } from '../../src/api/call.ts';
import { encodeStep, type EncodedRequest, type Transport } from '../../src/demo/encode.ts';
import type { WireStep } from '../../src/demo/cast.ts';
import { adminKey, contaqtKey, linuxboxKey } from './office.ts';
import { openStream, type AgentStream } from './stream.ts';

export type SourceName = 'office' | 'hub';
export type JournalEntry = z.infer<typeof journalEntryShape>;

const dialects = { office: 'linuxbox', hub: 'contaqt' } as const;
const keys = { office: linuxboxKey, hub: contaqtKey } as const;

export type Client = ReturnType<typeof createClient>;

/** What a PBX, an admin's program and an agent's panel do with a service, over HTTP. */
export function createClient(url: () => string) {
  const headers = { authorization: `Bearer ${adminKey}` };

  async function get(path: string): Promise<unknown> {
    const response = await fetch(`${url()}${path}`, { headers });
    if (!response.ok) throw new Error(`GET ${path}: ${String(response.status)} ${await response.text()}`);
    return response.json();
  }

  /** One webhook as it is, to the source's URL. */
  function send(
    source: SourceName,
    request: EncodedRequest,
    signal: AbortSignal | null = null,
  ): Promise<Response> {
    const { method, path, headers: sent, body } = request;
    return fetch(`${url()}/pbx/${keys[source]}${path}`, {
      method,
      headers: sent,
      signal,
      ...(body !== '' && { body }),
    });
  }

  /** One scripted event; rejects unless it is acknowledged. */
  async function tell(source: SourceName, step: WireStep, transport?: Transport): Promise<void> {
    const response = await send(source, encodeStep(dialects[source], step, transport));
    const text = await response.text();
    if (response.status !== 200 || text !== 'OK')
      throw new Error(`${step.event}: ${response.status} ${text}`);
  }

  const ids = new Map<string, string>();

  async function callOf(pbxCallId: string): Promise<ApiCallDetail> {
    let id = ids.get(pbxCallId);
    if (id === undefined) for (const call of await listCalls()) ids.set(call.pbxCallId, call.id);
    id = ids.get(pbxCallId);
    if (id === undefined) throw new Error(`there is no call ${pbxCallId}`);
    return callDetailShape.parse(await get(`/api/calls/${id}`));
  }

  /** All calls, latest first. */
  async function listCalls(query = ''): Promise<ApiCall[]> {
    const calls: ApiCall[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page = callPage.parse(await get(`/api/calls?limit=500&${query}${cursor}`));
      calls.push(...page.items);
      cursor = page.nextCursor === null ? null : `&cursor=${page.nextCursor}`;
    }
    return calls;
  }

  return {
    url,
    get,
    send,
    tell,
    /** A whole call, as fast as it is acknowledged. */
    async play(source: SourceName, steps: readonly WireStep[], transport?: Transport): Promise<void> {
      for (const step of steps) await tell(source, step, transport);
    },
    listCalls,
    /** With its timeline and activities; rejects when there is no such call. */
    callOf,
    ledger: async (): Promise<Ledger> => ledgerShape.parse(await get('/api/admin/ledger')),
    unmapped: async (): Promise<Unmapped[]> =>
      listOf(unmappedShape).parse(await get('/api/admin/unmapped')).items,
    journal: async (query = ''): Promise<JournalEntry[]> =>
      listOf(journalEntryShape).parse(await get(`/api/admin/journal?limit=500&${query}`)).items,
    /** An agent's panel, as far as the wire goes. */
    stream: (email: string): Promise<AgentStream> =>
      openStream(`${url()}/api/agent/stream?agent=${encodeURIComponent(email)}`, headers),
  };
}

const listOf = <S extends z.ZodType>(shape: S) => z.object({ items: z.array(shape) });
const callPage = listOf(callShape).extend({ nextCursor: z.string().nullable() });
