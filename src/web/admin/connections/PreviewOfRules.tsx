import { useCallback, useEffect, useState } from 'react';
import type { RulesPreview } from '../../../api/rules.ts';
import { rules, type Rules } from '../../api/rules-endpoints.ts';
import { useResource } from '../../api/use-resource.ts';
import { Card } from '../../components/Card.tsx';
import { Chip } from '../../components/Chip.tsx';
import { Loaded } from '../../components/Loaded.tsx';
import { TimeOfDay } from '../../components/Time.tsx';
import { Link } from '../../shell/Link.tsx';

const typingMs = 400;

/** What the rules, as they stand in the form, would make of the latest calls. Nothing is written. */
export function PreviewOfRules({ connection, draft }: { connection: string; draft: Rules }) {
  const settled = useSettled(draft);
  const resource = useResource(useCallback(() => rules.preview(connection, settled), [connection, settled]));
  const items = resource.data?.items ?? [];
  const logged = items.filter(({ rows }) => rows.some(({ status }) => status === 'logged')).length;
  return (
    <Card
      title="On your latest calls"
      aside={
        items.length > 0 && (
          <Chip>
            {logged} of {items.length} logged
          </Chip>
        )
      }
    >
      <Loaded resource={resource} lines={5}>
        {() =>
          items.length === 0 ? (
            <p className="soft">
              No finished call yet. When there are some, you see here what becomes of them.
            </p>
          ) : (
            <ul className="rows">
              {items.map((call) => (
                <PreviewedCall key={call.callId} call={call} />
              ))}
            </ul>
          )
        }
      </Loaded>
    </Card>
  );
}

function PreviewedCall({ call }: { call: RulesPreview['items'][number] }) {
  const who = call.customer.name ?? call.customer.number ?? 'Number withheld';
  return (
    <li className="preview-row">
      <p className="small soft">
        <Link to={`/admin/calls/${call.callId}`}>
          <TimeOfDay at={call.startedAt} />
        </Link>{' '}
        <span className="foreign">
          {call.direction}, {call.outcome?.replaceAll('_', ' ') ?? 'not over'}, {who}
        </span>
      </p>
      {call.rows.map((row) => (
        <PreviewedRow key={row.slot} row={row} />
      ))}
    </li>
  );
}

function PreviewedRow({ row }: { row: RulesPreview['items'][number]['rows'][number] }) {
  if (row.status === 'skipped') {
    return (
      <p>
        <Chip>Not logged</Chip> {row.reason?.replaceAll('_', ' ')}
      </p>
    );
  }
  return (
    <>
      <p className="foreign">
        <Chip tone="good">Logged</Chip> {row.subject}
      </p>
      <p className="small soft foreign">{whereOf(row)}</p>
      {row.body !== null && <p className="small foreign preview-body">{row.body}</p>}
    </>
  );
}

function whereOf({ link, creates, asks, agent }: RulesPreview['items'][number]['rows'][number]): string {
  const owner = agent === null ? 'nobody’s in particular' : `${agent}’s`;
  if (asks) return `${owner}; an agent is asked whose it is`;
  if (creates) return `${owner}; makes the ${creates.type} ${creates.name}`;
  return link ? `${owner}; under ${link.name ?? `${link.type} ${link.id}`}` : `${owner}; under no contact`;
}

/** The draft, when nobody typed for a moment. */
function useSettled(draft: Rules): Rules {
  const [settled, setSettled] = useState(draft);
  useEffect(() => {
    const timer = window.setTimeout(() => setSettled(draft), typingMs);
    return () => window.clearTimeout(timer);
  }, [draft]);
  return settled;
}
