import type { Browser, Page } from 'playwright-core';
import { answer, end, hangUp, ring } from '../../src/demo/scenarios/linuxbox-notices.ts';
import type { Cast, WireStep } from '../../src/demo/cast.ts';
import { encodeStep } from '../../src/demo/encode.ts';
import { createPeople } from '../../src/people/people.ts';
import { createSignInLinks } from '../../src/people/sign-in-links.ts';
import { openSqlite } from '../../src/store/database.ts';
import { buildPages } from '../../test/browser/built-pages.ts';
import { startChromium } from '../../test/browser/chromium.ts';
import { startService } from '../processes/target.ts';
import type { Figure } from '../report/figure.ts';
import { number, spread } from '../report/format.ts';
import { latencyOf, spreadOf, type Latency } from '../report/statistics.ts';
import { agentEmail, agentPhone, benchSources, contactNumber, ownNumber } from '../world/people.ts';
import { databaseIn } from '../world/world.ts';
import type { Settings } from './settings.ts';

const contacts = 100_000;
const agents = 100;
const limitMs = 100;

/**
 * In the page: when each ringing card was painted, ms by its clock. A message that is sent from an animation frame is
 * delivered after the frame is drawn.
 */
const watch = `
  globalThis.painted = new Map();
  const clock = () => performance.timeOrigin + performance.now();
  new MutationObserver(() => {
    for (const { dataset: { call } } of document.querySelectorAll('.pop[data-state="ringing"]')) {
      if (painted.has(call)) continue;
      painted.set(call, null);
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => painted.set(call, clock());
        port2.postMessage(null);
      });
    }
  }).observe(document.body, { subtree: true, childList: true, attributes: true });
  globalThis.lastPainted = async (count) => {
    while (painted.size < count || [...painted.values()].includes(null)) await new Promise(requestAnimationFrame);
    return [...painted.values()].at(-1);
  };`;

/** Figure 6: from sending the webhook to the caller's name on the glass, in a real browser. Null: there is none here. */
export async function paint(settings: Settings): Promise<Figure | null> {
  const browser = await startChromium();
  if (browser === null) {
    settings.say('skipped: no Chromium could be started here');
    return null;
  }
  await buildPages();
  const rounds: Latency[] = [];
  for (let round = 1; round <= settings.rounds; round++) {
    settings.say(`round ${round} of ${settings.rounds}`);
    rounds.push(await measure(settings, browser));
  }
  await browser.close();
  const of = (pick: (round: Latency) => number): string => spread(spreadOf(rounds.map(pick)));
  const p99 = spreadOf(rounds.map((one) => one.p99)).median;
  return {
    id: 'paint',
    tables: [
      {
        header: ['ring → painted', 'rings a round', 'p50 ms', 'p99 ms', 'max ms'],
        rows: [
          [
            'Chromium, headless, 1280 × 800',
            number(rounds[0]?.count ?? 0),
            of((one) => one.p50),
            of((one) => one.p99),
            of((one) => one.max),
          ],
        ],
      },
    ],
    verdicts: [{ met: p99 <= limitMs, text: `p99 ${number(p99)} ms (at most ${limitMs}).` }],
  };
}

async function measure({ worlds, scale }: Settings, browser: Browser): Promise<Latency> {
  const dataDir = await worlds.dataDir({ contacts, agents });
  const token = await signInToken(databaseIn(dataDir));
  const target = await startService(dataDir);
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  await page.goto(`http://127.0.0.1:${target.port}/auth/link?token=${token}`);
  await page.getByText('Connected', { exact: true }).waitFor();
  await page.evaluate(watch);
  const offset = await clockOffset(page);
  const delays: number[] = [];
  const [warm, rings] = [10, Math.ceil(300 * scale)];
  for (let n = 0; n < warm + rings; n++) {
    const delay = (await ringOnce(page, target.port, n)) - offset;
    if (n >= warm) delays.push(delay);
  }
  await context.close();
  await target.stop();
  worlds.drop(dataDir);
  return latencyOf(delays);
}

/** One call, from its ring until its card is put away; answers how long the ring took to be seen, by both clocks. */
async function ringOnce(page: Page, port: number, n: number): Promise<number> {
  const cast = aCast(n);
  const [agent] = cast.agents;
  if (agent === undefined) throw new Error('nobody to ring');
  const sentAt = now();
  await send(port, ring(cast, 0, agent));
  const paintedAt = Number(await page.evaluate(`lastPainted(${n + 1})`));
  for (const step of [answer(cast, 0, agent), hangUp(cast, 0, agent), end(cast)]) await send(port, step);
  // All of the card is there before it is put away, also the parts that are loaded after the first ring.
  await page.locator('.pop textarea').waitFor();
  await page.locator('.pop-done').click();
  await page.locator('.pop').waitFor({ state: 'detached' });
  return paintedAt - sentAt;
}

function aCast(n: number): Cast {
  let events = n * 100;
  return {
    customerNumber: contactNumber(n * 37),
    dialed: ownNumber,
    agents: [agentPhone(0)],
    queue: 'helpdesk',
    callId: `${Math.floor(Date.now() / 1000)}.${n}`,
    startedAt: Date.now(),
    nextEventId: () => (events += 1),
  };
}

async function send(port: number, step: WireStep): Promise<void> {
  const { method, path, headers, body } = encodeStep('linuxbox', step);
  const url = `http://127.0.0.1:${port}/pbx/${benchSources[0].key}${path}`;
  const response = await fetch(url, { method, headers, ...(body !== '' && { body }) });
  if (response.status !== 200) throw new Error(`${step.event}: ${response.status}`);
}

async function signInToken(file: string): Promise<string> {
  const { db, close } = await openSqlite(file);
  const person = await createPeople({ db, clock: Date.now }).create({
    ...{ name: 'Agent 0', email: agentEmail(0), role: 'agent' },
  });
  const links = createSignInLinks({ db, clock: Date.now, firstRunMs: 60_000, signInMs: 60_000 });
  const token = await links.issue(person.id);
  await close();
  return token;
}

/** The page's clock minus ours, ms: of many looks the quickest tells best. */
async function clockOffset(page: Page): Promise<number> {
  let best = { roundTrip: Infinity, offset: 0 };
  for (let look = 0; look < 50; look++) {
    const before = now();
    const there = Number(await page.evaluate('performance.timeOrigin + performance.now()'));
    const roundTrip = now() - before;
    if (roundTrip < best.roundTrip) best = { roundTrip, offset: there - before - roundTrip / 2 };
  }
  return best.offset;
}

const now = (): number => performance.timeOrigin + performance.now();
