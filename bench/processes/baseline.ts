import { createServer, type Server } from 'node:http';
import express, { type Express, type Response } from 'express';
import { createFastServer } from '../../src/http/fast.ts';
import { agentEmail, agentOfUserId } from '../world/people.ts';

/** The servers that Ringside is measured against. `baseline.js <kind> <port>` */
const [kind, port] = process.argv.slice(2);

/** Does nothing but answer OK, with the query parsed. */
function idle(): Express {
  const app = express();
  app.disable('x-powered-by');
  app.all('/pbx/:key{/:event}', (request, response) => {
    const { event } = request.query;
    response.end(typeof event === 'object' ? 'events' : 'OK');
  });
  return app;
}

/** Passes each ring on to the agent's stream at once: nothing stored, nothing looked up, nothing decided. */
function streams(): Express {
  const app = express();
  const open = new Map<string, Response>();
  app.get('/api/agent/stream', (request, response) => {
    const { agent } = request.query;
    if (typeof agent === 'string') open.set(agent, response);
    response.writeHead(200, { 'Content-Type': 'text/event-stream' });
    response.write('event: snapshot\ndata: {}\n\n');
  });
  app.all('/pbx/:key{/:event}', express.json(), (request, response) => {
    const body: unknown = request.body;
    const fields = {
      ...request.query,
      ...(typeof body === 'object' ? body : {}),
      name: request.params['event'],
    };
    ring(open, fields);
    response.end('OK');
  });
  return app;
}

function ring(open: ReadonlyMap<string, Response>, fields: Readonly<Record<string, unknown>>): void {
  const user = fields['line_userid'] ?? fields['dst_user_id'] ?? fields['src_user_id'];
  if (typeof user !== 'string') return;
  const pop = { pbxCallId: fields['call_id'], popState: 'ringing', ...fields };
  open.get(agentEmail(agentOfUserId(user)))?.write(`event: call\ndata: ${JSON.stringify(pop)}\n\n`);
}

function serverOf(wanted: string | undefined): Server {
  if (wanted === 'express') return createServer(idle());
  return createFastServer(wanted === 'express-fast' ? idle() : streams());
}

const server = serverOf(kind);
server.keepAliveTimeout = 75_000;
server.listen(Number(port), '127.0.0.1', 1024);
