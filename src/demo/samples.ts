import type { Play } from '../api/admin.ts';
import type { Clock } from '../platform/clock.ts';
import type { CastAgent, Scenario } from './cast.ts';
import type { EncodedRequest } from './encode.ts';
import { lengthOf, pause, play } from './player.ts';
import { scenarios } from './scenarios.ts';

/** Contacts that sample calls come from. Regulators keep these numbers free for fiction. */
export const sampleContacts = [
  contact('Karel Novák', 'Novák s.r.o.', '+442079460123', 'Mobile phone'),
  contact('Luis Ortega', 'Ortega Cycles', '+12025550147', 'Work phone'),
  contact('Jane Whitfield', 'Harbour Books', '+441614960177', 'Shop'),
  contact('Tom Whitfield', 'Harbour Books', '+441614960177', 'Shop'),
];

function contact(name: string, company: string, number: string, label: string) {
  return { name, company, phones: [{ number, label }] };
}

/** In nobody's contact book: what an unknown caller looks like. */
const stranger = '+12025550199';

interface Scene {
  title: string;
  scenario: 'simple' | 'missed' | 'outgoing';
  customerNumber: string;
  customerName?: string;
}

const script: readonly Scene[] = [
  {
    title: 'A contact calls and you answer',
    scenario: 'simple',
    customerNumber: '+442079460123',
    customerName: 'Karel Novák',
  },
  { title: 'A stranger calls and gives up', scenario: 'missed', customerNumber: stranger },
  { title: 'You call a contact', scenario: 'outgoing', customerNumber: '+12025550147' },
  { title: 'Two contacts share the number that calls', scenario: 'simple', customerNumber: '+441614960177' },
];

const pace = 0.5;
const betweenCallsMs = 1_500;

export interface SampleSource {
  id: string;
  dialect: string;
  /** A number of its own, E.164; null: it has none. */
  ownNumber: string | null;
  send(request: EncodedRequest): Promise<void>;
}

export interface SamplePlayer {
  /** Begins to play on this agent's phone, and answers what is coming. A play under way there is ended. */
  play(source: SampleSource, agent: CastAgent, only?: string): Play;
  stop(): void;
}

export interface SamplePlayerDeps {
  clock: Clock;
  newId(): string;
  onError(error: unknown): void;
}

/** Plays sample calls to one agent's panel, one after the other. */
export function createSamplePlayer({ clock, newId, onError }: SamplePlayerDeps): SamplePlayer {
  const playing = new Map<string, AbortController>();
  let eventId = 0;

  const stepsOf = (scene: Scene, source: SampleSource, agent: CastAgent) => {
    const written: Readonly<Record<Scene['scenario'], Scenario>> =
      source.dialect === 'linuxbox' ? scenarios.linuxbox : scenarios.contaqt;
    return written[scene.scenario]({
      ...scene,
      dialed: source.ownNumber ?? '+442079460100',
      agents: [agent],
      queue: 'sample',
      callId: `sample-${newId()}`,
      startedAt: clock(),
      nextEventId: () => ++eventId,
      tags: ['sample'],
    });
  };

  async function playAll(
    scenes: readonly Scene[],
    source: SampleSource,
    agent: CastAgent,
    signal: AbortSignal,
  ) {
    for (const scene of scenes) {
      await play(stepsOf(scene, source, agent), {
        dialect: source.dialect,
        pace,
        clock,
        signal,
        send: source.send,
      });
      if (!(await pause(betweenCallsMs, signal))) return;
    }
  }

  return {
    play(source, agent, only) {
      const phone = `${source.id} ${agent.extension}`;
      playing.get(phone)?.abort();
      const abort = new AbortController();
      playing.set(phone, abort);
      const scenes = script.filter(({ scenario }) => only === undefined || scenario === only);
      void playAll(scenes, source, agent, abort.signal)
        .catch(onError)
        .finally(() => {
          if (playing.get(phone) === abort) playing.delete(phone);
        });
      const lengths = scenes.map((scene) => lengthOf(stepsOf(scene, source, agent), pace) + betweenCallsMs);
      const seconds = Math.ceil(lengths.reduce((sum, ms) => sum + ms, 0) / 1000);
      return { playing: scenes.map(({ title }) => title), seconds };
    },
    stop() {
      for (const abort of playing.values()) abort.abort();
    },
  };
}
