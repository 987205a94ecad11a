import { useId } from 'react';

/** How the call went, in one click; another click takes it back. */
export function Dispositions({
  offered,
  chosen,
  onChoose,
}: {
  offered: readonly string[];
  chosen: string | null;
  onChoose: (disposition: string | null) => void;
}) {
  const group = useId();
  // What a program wrote by the API is shown too.
  const all = chosen !== null && !offered.includes(chosen) ? [...offered, chosen] : offered;
  if (all.length === 0) return null;
  return (
    <fieldset className="dispositions">
      <legend className="for-screen-readers">How did it go?</legend>
      {all.map((one) => (
        <label key={one} className="disposition foreign">
          <input
            className="for-screen-readers"
            type="radio"
            name={group}
            checked={one === chosen}
            onChange={() => onChoose(one)}
            onClick={() => one === chosen && onChoose(null)}
            onKeyDown={({ key }) => (key === 'Delete' || key === 'Backspace') && onChoose(null)}
          />
          {one}
        </label>
      ))}
    </fieldset>
  );
}
