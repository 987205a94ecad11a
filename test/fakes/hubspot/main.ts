import { startFakeHubspot } from './server.ts';

/** `npm run fake:hubspot`: an account to try Ringside with, until Ctrl+C. */
const fake = await startFakeHubspot({
  port: Number(process.env['PORT'] ?? 4010),
  limits: { tenSecondly: 190 },
});
fake.account.add(
  'contacts',
  {
    firstname: 'Karel',
    lastname: 'Novák',
    company: 'Novák s.r.o.',
    phone: '+420 591 166 223',
    hubspot_owner_id: '9001',
  },
  0,
);
fake.account.add('contacts', { firstname: 'Anna', lastname: 'Malá', mobilephone: '602 123 456' }, 0);

const settings = {
  portalId: fake.account.portalId,
  serviceKey: fake.serviceKey,
  defaultCountry: 'CZ',
  apiUrl: fake.url,
  appUrl: fake.url,
};
console.log(`What it holds:        ${fake.url}/`);
console.log(`Connection settings:  ${JSON.stringify(settings)}`);
