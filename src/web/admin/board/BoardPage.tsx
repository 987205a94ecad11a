import type { Board } from '../../../api/board.ts';
import { Card } from '../../components/Card.tsx';
import { Chip, type ChipTone } from '../../components/Chip.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { FilterBar } from '../../controls/FilterBar.tsx';
import { useQuery } from '../../controls/use-query.ts';
import { Notice } from '../../components/Notice.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { useNow } from '../../components/use-now.ts';
import { clock } from '../../format/duration.ts';
import { Link } from '../../shell/Link.tsx';
import { PageHead } from '../layout/PageHead.tsx';
import './board.css';
import { foundOn } from './found.ts';
import { LongList } from './LongList.tsx';
import { useBoard } from './use-board.ts';

/** Who is there, who talks and who waits, as it changes. */
export default function BoardPage() {
  const { board, live, problem } = useBoard();
  return (
    <>
      <PageHead title="Live board" lead="Who is there, who talks and who waits, as it changes.">
        <Chip dot tone={live ? 'good' : 'warn'}>
          {live ? 'Live' : 'Reconnecting'}
        </Chip>
      </PageHead>
      {!live && (
        <Notice tone="warn">
          {problem ?? 'The line to the server is lost.'} This page connects again by itself.
          {board !== null && ' What stands here may be old.'}
        </Notice>
      )}
      {board === null ? <Skeleton lines={6} /> : <Parts board={board} />}
    </>
  );
}

function Parts({ board }: { board: Board }) {
  const { agents, calls, queues, more } = board;
  const found = foundOn(board, useQuery().get('q') ?? '');
  const talking = calls.filter(({ state }) => state === 'answered').length;
  const available = agents.filter(({ presence }) => presence.state === 'available').length;
  return (
    <>
      {more && (
        <Notice>There is more than fits: at most 1,000 calls and 1,000 agents are shown and counted.</Notice>
      )}
      <dl className="board-sums">
        <Sum name="Calls now" value={calls.length} />
        <Sum name="Talking" value={talking} />
        <Sum name="Waiting" value={calls.length - talking} />
        <Sum name="Agents available" value={available} />
      </dl>
      <FilterBar search="Agent, caller or queue" />
      <div className="board-columns">
        <CallsCard calls={found.calls} none={calls.length === 0} />
        <div className="stack">
          {queues.length > 0 && <QueuesCard queues={queues} />}
          <AgentsCard agents={found.agents} none={agents.length === 0} />
        </div>
      </div>
    </>
  );
}

function Sum({ name, value }: { name: string; value: number }) {
  return (
    <div className="board-sum">
      <dt>{name}</dt>
      <dd className="digits">{new Intl.NumberFormat().format(value)}</dd>
    </div>
  );
}

/** Runs on by itself between two boards. */
function Since({ at }: { at: string }) {
  const now = useNow(1_000);
  return <span className="digits">{clock(now - Date.parse(at))}</span>;
}

const states: Readonly<Record<Board['calls'][number]['state'], { text: string; tone: ChipTone }>> = {
  started: { text: 'Started', tone: 'neutral' },
  queued: { text: 'In the queue', tone: 'warn' },
  ringing: { text: 'Ringing', tone: 'accent' },
  answered: { text: 'Talking', tone: 'good' },
};

function CallsCard({ calls, none }: Pick<Board, 'calls'> & { none: boolean }) {
  return (
    <Card title="Calls">
      {none && (
        <EmptyState icon="phone" title="Nobody calls right now">
          Calls appear here while they ring and as long as somebody talks.
        </EmptyState>
      )}
      {calls.length === 0 && !none && <p className="soft">No call fits the search.</p>}
      {calls.length > 0 && (
        <LongList
          items={calls}
          noun="call"
          rowId={({ id }) => id}
          row={({ id, customer, state, queue, agents, startedAt, answeredAt, direction }) => (
            <>
              <div className="board-row-text">
                <Link to={`/admin/calls/${id}`}>
                  <span className="foreign">{customer}</span>
                </Link>
                <span className="soft small foreign">
                  {[direction === 'outbound' ? 'Outbound' : null, queue, agents.join(', ')]
                    .filter(Boolean)
                    .join(' · ')}
                </span>
              </div>
              <Chip dot tone={states[state].tone}>
                {states[state].text}
              </Chip>
              <Since at={answeredAt ?? startedAt} />
            </>
          )}
        />
      )}
    </Card>
  );
}

function QueuesCard({ queues }: Pick<Board, 'queues'>) {
  return (
    <Card title="Queues">
      <ul className="rows">
        {queues.map(({ queue, waiting, talking, agents, longestSince }) => (
          <li key={queue} className="board-row">
            <div className="board-row-text">
              <span className="foreign">{queue}</span>
              <span className="soft small">
                {talking} talking · {agents} available
              </span>
            </div>
            <Chip tone={waiting > 0 ? 'warn' : 'neutral'}>{waiting} waiting</Chip>
            {longestSince && <Since at={longestSince} />}
          </li>
        ))}
      </ul>
    </Card>
  );
}

const presences: Readonly<
  Record<Board['agents'][number]['presence']['state'], { text: string; tone: ChipTone }>
> = {
  available: { text: 'Available', tone: 'good' },
  paused: { text: 'Paused', tone: 'warn' },
  offline: { text: 'Signed out', tone: 'neutral' },
  unknown: { text: 'Not known', tone: 'neutral' },
};

function AgentsCard({ agents, none }: Pick<Board, 'agents'> & { none: boolean }) {
  return (
    <Card title="Agents">
      {none && <p className="soft">There are no agents yet. An admin adds them under Agents.</p>}
      {agents.length === 0 && !none && <p className="soft">No agent fits the search.</p>}
      {agents.length > 0 && (
        <LongList
          items={agents}
          noun="agent"
          rowId={({ email }) => email}
          row={({ name, presence, call }) => (
            <>
              <div className="board-row-text">
                <span className="foreign">{name}</span>
                <span className="soft small foreign">
                  {call === null
                    ? (presence.notice ?? presence.queues.join(', '))
                    : `${call.state === 'ringing' ? 'Rings: ' : 'Talks with '}${call.with}`}
                </span>
              </div>
              <Chip dot tone={call === null ? presences[presence.state].tone : 'accent'}>
                {call === null
                  ? presences[presence.state].text
                  : call.state === 'ringing'
                    ? 'Ringing'
                    : 'On a call'}
              </Chip>
              {call && <Since at={call.since} />}
            </>
          )}
        />
      )}
    </Card>
  );
}
