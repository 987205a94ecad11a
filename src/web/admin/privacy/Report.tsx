import type { ErasureReport } from '../../../api/privacy.ts';
import { Notice } from '../../components/Notice.tsx';
import { TimeOfDay } from '../../components/Time.tsx';
import { safeUrl } from '../../format/safe-url.ts';

/** What there was of a person, table by table, and what lies elsewhere. */
export function Report({ report }: { report: ErasureReport }) {
  const { id, at, by, number, tables, inCrm, advice } = report;
  const found = tables.filter(({ rows }) => rows > 0);
  return (
    <section className="stack" aria-label="Report">
      <h3>
        {id === null ? `What there is of ${number}` : `Erased: ${number}`}{' '}
        <span className="soft small foreign">
          {by && `by ${by}, `}
          <TimeOfDay at={at} />
        </span>
      </h3>
      {found.length === 0 && <p>Nothing {id === null ? 'is known of this number' : 'was left to erase'}.</p>}
      {found.length > 0 && (
        <table className="report">
          <thead>
            <tr>
              <th scope="col">Where</th>
              <th scope="col">Rows</th>
              <th scope="col">{id === null ? 'Would be' : 'Were'}</th>
            </tr>
          </thead>
          <tbody>
            {found.map(({ name, rows, fate }) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td className="digits">{rows}</td>
                <td>{fate}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {advice.map((text) => (
        <Notice key={text} tone="warn">
          {text}
        </Notice>
      ))}
      {inCrm.length > 0 && <InCrm links={inCrm} />}
    </section>
  );
}

function InCrm({ links }: { links: ErasureReport['inCrm'] }) {
  return (
    <>
      <h4>To be erased in the CRM</h4>
      <ul className="rows">
        {links.map(({ connection, what, url }) => {
          const href = safeUrl(url);
          const text = `${connection}: ${what}`;
          return (
            <li key={url} className="foreign">
              {href ? (
                <a href={href} target="_blank" rel="noopener noreferrer">
                  {text}
                </a>
              ) : (
                text
              )}
            </li>
          );
        })}
      </ul>
    </>
  );
}
