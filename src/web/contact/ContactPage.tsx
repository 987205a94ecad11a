import { useCallback } from 'react';
import type { Contact } from '../../api/admin.ts';
import { contacts } from '../api/endpoints.ts';
import { useResource } from '../api/use-resource.ts';
import { Card } from '../components/Card.tsx';
import { CopyButton } from '../components/CopyButton.tsx';
import { EmptyState } from '../components/EmptyState.tsx';
import { Loaded } from '../components/Loaded.tsx';
import { useAddress } from '../shell/router.ts';
import { Shell } from '../shell/Shell.tsx';
import { usePageTitle } from '../shell/use-page-title.ts';
import './contact.css';
import { ContactCall } from './ContactCall.tsx';

/** The record link of the built-in contact book: who it is, and every call with them. */
export default function ContactPage() {
  const [, , connection = '', id = ''] = useAddress().pathname.split('/').map(decoded);
  const resource = useResource(useCallback(() => contacts.one(connection, id), [connection, id]));
  usePageTitle(resource.data?.name ?? 'Contact');
  return (
    <Shell>
      {resource.fault?.status === 404 ? (
        <EmptyState icon="user" title="This contact is not in the book">
          <p>It may have been removed, or the sample contacts were taken away.</p>
        </EmptyState>
      ) : (
        <div className="contact">
          <Loaded resource={resource}>
            {(contact) => (
              <>
                <Who contact={contact} />
                <CallHistory contact={contact} />
              </>
            )}
          </Loaded>
        </div>
      )}
    </Shell>
  );
}

function Who({ contact }: { contact: Contact }) {
  return (
    <header className="contact-head">
      <h1 className="contact-name foreign">{contact.name}</h1>
      {contact.company && <p className="contact-company foreign">{contact.company}</p>}
      <ul className="contact-phones" aria-label="Phone numbers">
        {contact.phones.map(({ number, label }) => (
          <li key={number + label} className="cluster">
            <span className="digits foreign">{number}</span>
            {label && <span className="soft small foreign">{label}</span>}
            <CopyButton text={number} what={`the number ${number}`} short />
          </li>
        ))}
      </ul>
      <p className="soft small">In the contact book “{contact.connection}”</p>
    </header>
  );
}

function CallHistory({ contact: { history } }: { contact: Contact }) {
  return (
    <Card title="Calls">
      {history.length === 0 ? (
        <p className="soft">No calls yet. Calls with this contact are listed here when they end.</p>
      ) : (
        <ul className="rows">
          {history.map((call) => (
            <ContactCall key={call.id} call={call} />
          ))}
        </ul>
      )}
    </Card>
  );
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
