import { useDeferredValue, useState } from 'react';
import { Button } from '../components/Button.tsx';
import { Card } from '../components/Card.tsx';
import { Loaded } from '../components/Loaded.tsx';
import type { PanelState } from '../stream/state.ts';
import { type HistoryView, mergeHistory } from './history.ts';
import { HistoryRow } from './HistoryRow.tsx';
import './history-list.css';
import { useHistory } from './use-history.ts';
import { useSettled } from './use-settled.ts';

const words = {
  missed: { title: 'Missed calls', empty: 'No missed calls. Calls that ring here unanswered are listed.' },
  recent: { title: 'Recent calls', empty: 'No calls yet. They are listed here when they end.' },
} as const;

/** Typing is over when nothing came for this long. */
const typingMs = 250;

export default function HistoryList({
  view,
  panel,
  shownIds,
}: {
  view: HistoryView;
  panel: PanelState;
  shownIds: ReadonlySet<string>;
}) {
  const [typed, setTyped] = useState('');
  const search = useSettled(typed.trim(), typingMs);
  const history = useHistory(view, search, panel);
  const items = useDeferredValue(mergeHistory(view, history.items, panel, shownIds, search !== ''));
  return (
    <Card
      title={words[view].title}
      aside={view === 'recent' && <Search typed={typed} onType={setTyped} found={items.length} />}
    >
      <Loaded resource={history.resource}>
        {() =>
          items.length === 0 ? (
            <p className="soft small">{search ? `No call of yours fits “${search}”.` : words[view].empty}</p>
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
            {search ? 'Search older calls' : 'Show older'}
          </Button>
        </div>
      )}
    </Card>
  );
}

function Search({ typed, onType, found }: { typed: string; onType: (typed: string) => void; found: number }) {
  return (
    <>
      <input
        type="search"
        className="field-input history-search"
        aria-label="Search recent calls"
        placeholder="Name, number, note"
        maxLength={100}
        value={typed}
        onChange={(event) => onType(event.target.value)}
      />
      <span className="for-screen-readers" role="status">
        {typed.trim() && `${found} found`}
      </span>
    </>
  );
}
