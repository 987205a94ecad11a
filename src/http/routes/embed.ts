import { z } from 'zod';
import { meShape } from '../../api/admin.ts';
import { embedShape, frameBody, frameCodeShape } from '../../api/embed.ts';
import { callCenterXml } from '../call-center.ts';
import { isFramed } from '../frame-session.ts';
import { Problem } from '../problem.ts';
import { answered, defineRoute, type Route } from '../route.ts';
import type { RoutesDeps } from './deps.ts';
import { meOf } from './me.ts';

type Deps = Pick<RoutesDeps, 'signIn' | 'people' | 'links' | 'agents' | 'embedPlaces' | 'publicUrl'>;

/** The panel inside a CRM's own window: how it signs in, and what it needs to know of the CRM. */
export function embedRoutes({ signIn, people, links, agents, embedPlaces, publicUrl }: Deps): Route[] {
  return [
    defineRoute({
      method: 'post',
      path: '/auth/frame-code',
      role: 'agent',
      summary: 'A code that signs a frame of ours in as the asking person, once',
      answer: frameCodeShape,
      async handle({ caller }) {
        if (caller.kind === 'key') throw new Problem(403, 'An API key is no person');
        return { code: await links.issue(caller.person.id) };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/auth/frame',
      role: 'anyone',
      audit: 'event',
      summary:
        'Sign a frame in by the code from the window it opened; answers with a partitioned session cookie',
      body: frameBody,
      answer: meShape,
      async handle({ req, body }) {
        if (!isFramed(req)) throw new Problem(400, 'Only the panel inside a CRM signs in like this');
        const personId = await links.redeem(body.code);
        const person = personId === null ? null : await people.byId(personId);
        if (person === null) throw new Problem(401, 'The code was used or is too old');
        await signIn.signIn(req, person);
        return meOf(person, agents);
      },
    }),
    defineRoute({
      method: 'get',
      path: '/api/embed/:crm',
      role: 'agent',
      summary: 'Where the connections of a CRM show the panel in its own window',
      params: z.object({ crm: z.string().max(100) }),
      answer: embedShape,
      handle: ({ params }) => ({
        places: embedPlaces(params.crm).map((place) => ({ ...place, ancestors: [...place.ancestors] })),
      }),
    }),
    defineRoute({
      method: 'get',
      path: '/api/admin/embed/salesforce/call-center.xml',
      role: 'admin',
      summary: 'The call center definition file to import into Salesforce',
      handle({ res }) {
        res
          .set('Content-Disposition', 'attachment; filename="ringside-call-center.xml"')
          .type('application/xml')
          .send(callCenterXml(publicUrl()));
        return answered;
      },
    }),
  ];
}
