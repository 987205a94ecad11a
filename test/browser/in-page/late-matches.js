/**
 * A CRM that takes its time, as the page sees it: each call comes first as one that is still being looked up; how it
 * really is comes when the test calls `letThrough`.
 */
const realFetch = globalThis.fetch;
const held = [];
const through = new Set();

globalThis.letThrough = () => held.splice(0).forEach((send) => send());

globalThis.fetch = async (url, options) => {
  const response = await realFetch(url, options);
  if (!String(url).includes('/api/agent/stream') || !response.ok) return response;
  return new Response(response.body.pipeThrough(new TransformStream(splitter())), response);
};

function splitter() {
  const decoder = new TextDecoder();
  const encoder = new TextEncoder();
  let rest = '';
  return {
    transform(chunk, controller) {
      const send = (frame) => controller.enqueue(encoder.encode(`${frame}\n\n`));
      const frames = (rest + decoder.decode(chunk, { stream: true })).split('\n\n');
      rest = frames.pop();
      frames.forEach((frame) => {
        const pop = popOf(frame);
        if (pop === null || through.has(pop.id)) return send(frame);
        through.add(pop.id);
        const early = { ...pop, lookup: 'pending', matches: [], sequence: pop.sequence - 0.5 };
        send(`event: call\ndata: ${JSON.stringify(early)}`);
        held.push(() => send(frame));
      });
    },
  };
}

function popOf(frame) {
  if (!frame.includes('event: call')) return null;
  return JSON.parse(
    frame
      .split('\n')
      .find((line) => line.startsWith('data: '))
      .slice(6),
  );
}
