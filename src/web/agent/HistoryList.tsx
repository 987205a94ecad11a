import { Button } from '../components/Button.tsx';
import { Card } from '../components/Card.tsx';
import { Loaded } from '../components/Loaded.tsx';
import type { PanelState } from '../stream/state.ts';
import { type HistoryView, mergeHistory } from './history.ts';
import { HistoryRow } from './HistoryRow.tsx';
import './history-list.css';
import { useHistory } from './use-history.ts';

const words = {
  missed: { title: 'Missed calls', empty: 'No missed calls. Calls that ring here unanswered are listed.' },
  recent: { title: 'Recent calls', empty: 'No calls yet. They are listed here when they end.' },
} as const;

export function HistoryList({
  view,
  panel,
  shownIds,
}: {
  view: HistoryView;
  panel: PanelState;
  shownIds: ReadonlySet<string>;
}) {
  const history = useHistory(view, panel);
  const items = mergeHistory(view, history.items, panel.calls, shownIds);
  return (
    <Card title={words[view].title}>
      <Loaded resource={history.resource}>
        {() =>
          items.length === 0 ? (
            <p className="soft small">{words[view].empty}</p>
          ) : (
            <ul className="rows history">
              {items.map((pop) => (
                <HistoryRow key={pop.id} pop={pop} email={panel.agent?.email ?? null} />
              ))}
            </ul>
          )
        }
      </Loaded>
      {history.more && (
        <div className="history-more">
          <Button look="quiet" busy={history.busy} onClick={history.more}>
            Show older
          </Button>
        </div>
      )}
    </Card>
  );
}
