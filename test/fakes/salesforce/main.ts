import { startFakeSalesforce } from './server.ts';

/** `npm run fake:salesforce`: an org on this machine with a few people in it. PORT chooses where, 4010 otherwise. */
const fake = await startFakeSalesforce({ port: Number(process.env['PORT'] ?? 4010) });
const { org } = fake;
// The mirror leaves the last minute to its next run: these have been there for a while.
const longAgo = Date.now() - 3_600_000;
const martin = org.put('User', {
  Name: 'Martin Dvořák',
  Email: 'martin@example.com',
  IsActive: true,
  UserType: 'Standard',
  TimeZoneSidKey: 'Europe/Prague',
});
const novak = org.put(
  'Account',
  { Name: 'Novák s.r.o.', Phone: '+420 591 166 200', OwnerId: martin },
  longAgo,
);
org.put(
  'Contact',
  {
    Name: 'Karel Novák',
    FirstName: 'Karel',
    LastName: 'Novák',
    MobilePhone: '+420 591 166 223',
    AccountId: novak,
    OwnerId: martin,
  },
  longAgo,
);
org.put('Contact', { Name: 'Anna Malá', FirstName: 'Anna', LastName: 'Malá', Phone: '602 123 456' }, longAgo);
org.put(
  'Lead',
  {
    Name: 'John Smith',
    FirstName: 'John',
    LastName: 'Smith',
    Company: 'Smith Ltd',
    Phone: '(415) 555-1212',
    IsConverted: false,
  },
  longAgo,
);

console.log(`Fake Salesforce at ${fake.url}: open it to see what it holds. Settings for a connection:

  host: ${fake.url}
  defaultCountry: CZ
  auth: { method: client_credentials, clientId: ${fake.oauth.app.clientId}, clientSecret: ${fake.oauth.app.clientSecret} }
`);
