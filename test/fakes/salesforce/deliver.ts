import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { errorAnswer, RestError, type Answer } from './answer.ts';
import type { Effect } from './faults.ts';

const html = { 'content-type': 'text/html; charset=UTF-8' };
const refusal = (...args: ConstructorParameters<typeof RestError>) => errorAnswer(new RestError(...args));

/** Faults that are an answer instead of the true one: nothing is written. */
const refusals: Partial<Record<Effect, Answer>> = {
  unauthorized: refusal(401, 'INVALID_SESSION_ID', 'Session expired or invalid'),
  forbidden: refusal(403, 'INSUFFICIENT_ACCESS', 'insufficient access rights on object id'),
  request_limit: refusal(403, 'REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.'),
  too_many: { status: 429, body: '<html>Too many requests</html>', headers: html },
  too_many_retry_after: { status: 429, body: '', headers: { 'retry-after': '7' } },
  unavailable: refusal(503, 'SERVER_UNAVAILABLE', 'The server is temporarily unavailable'),
  gateway: { status: 502, body: '<html>Bad gateway</html>', headers: html },
};

/** Faults after the work was done: what the client sees of its answer. */
const endings: Partial<Record<Effect, (response: ServerResponse, answer: Answer) => void>> = {
  hang_after_write: () => undefined,
  cut_after_write: cut,
  nonsense(response) {
    send(response, { status: 200, body: '<html>Down for maintenance</html>', headers: html });
  },
  cut_in_answer(response, answer) {
    sendHalf(response, answer, () => {
      cut(response);
    });
  },
  hang_in_answer(response, answer) {
    sendHalf(response, answer, () => undefined);
  },
};

/** Does the work and answers, as far as the fault lets it. */
export async function deliver(
  response: ServerResponse,
  effect: Effect | null,
  slowMs: number,
  work: () => Answer,
): Promise<void> {
  const refused = effect === null ? undefined : refusals[effect];
  if (refused !== undefined) {
    send(response, refused);
    return;
  }
  if (effect === 'hang') return;
  if (effect === 'cut_before_write') {
    cut(response);
    return;
  }
  if (effect === 'slow') await sleep(slowMs);
  const answer = answerOf(work);
  const end = effect === null ? send : (endings[effect] ?? send);
  end(response, answer);
}

function answerOf(work: () => Answer): Answer {
  try {
    return work();
  } catch (error) {
    if (error instanceof RestError) return errorAnswer(error);
    throw error;
  }
}

export function send(response: ServerResponse, { status, body, headers = {} }: Answer): void {
  const isText = typeof body === 'string';
  const type = isText ? 'text/plain' : 'application/json;charset=UTF-8';
  response.writeHead(status, { 'content-type': type, ...headers });
  response.end(body === undefined ? undefined : isText ? body : JSON.stringify(body));
}

function sendHalf(response: ServerResponse, { status, body }: Answer, then: () => void): void {
  const whole = JSON.stringify(body ?? {});
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(whole),
  });
  response.write(whole.slice(0, Math.floor(whole.length / 2)), then);
}

function cut(response: ServerResponse): void {
  response.socket?.destroy();
}
