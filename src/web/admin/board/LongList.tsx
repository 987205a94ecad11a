import { type Key, type ReactNode, useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { count } from '../../format/count.ts';

/** More than anybody reads at a glance; what stands here runs on every second. */
const atOnce = 100;

/** Rows, and a button for those that are not drawn yet. */
export function LongList<T>(props: {
  items: readonly T[];
  /** What one of them is called. */
  noun: string;
  rowId: (item: T) => Key;
  row: (item: T) => ReactNode;
}) {
  const { items, noun, rowId, row } = props;
  const [most, setMost] = useState(atOnce);
  const left = items.length - most;
  return (
    <>
      <ul className="rows">
        {items.slice(0, most).map((item) => (
          <li key={rowId(item)} className="board-row">
            {row(item)}
          </li>
        ))}
      </ul>
      {left > 0 && (
        <p className="cluster board-rest">
          <Button onClick={() => setMost(most + atOnce)}>Show {Math.min(left, atOnce)} more</Button>
          <span className="soft small">{count(left, noun)} not shown. Search to find one.</span>
        </p>
      )}
    </>
  );
}
