import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { configOf, read, secret, text } from './deployed.ts';

describe('deploy/kubernetes/ringside.yaml', () => {
  const labels = text;
  const named = z.object({ name: z.string() });
  const container = z.looseObject({
    image: z.string().regex(/:[\w.-]+$/),
    envFrom: z.array(z.union([z.object({ configMapRef: named }), z.object({ secretRef: named })])),
    env: z.array(z.object({ name: z.string(), value: z.string() })),
    ports: z.array(z.object({ name: z.string(), containerPort: z.number() })),
    resources: z.object({ requests: text, limits: text }),
    securityContext: z.object({
      allowPrivilegeEscalation: z.literal(false),
      readOnlyRootFilesystem: z.literal(true),
      capabilities: z.object({ drop: z.tuple([z.literal('ALL')]) }),
    }),
    volumeMounts: z.array(z.object({ name: z.string(), mountPath: z.string() })),
  });
  const deployment = z.object({
    kind: z.literal('Deployment'),
    metadata: z.looseObject({ name: z.string() }),
    spec: z.looseObject({
      selector: z.object({ matchLabels: labels }),
      template: z.object({
        metadata: z.object({ labels }),
        spec: z.looseObject({
          // Longer than the service takes to stop, and to be taken out of the ingress before.
          terminationGracePeriodSeconds: z.number().min(26),
          automountServiceAccountToken: z.literal(false),
          securityContext: z.looseObject({ runAsNonRoot: z.literal(true), runAsUser: z.literal(1000) }),
          containers: z.tuple([container]),
          volumes: z.array(z.looseObject({ name: z.string() })),
        }),
      }),
    }),
  });
  const object = z.looseObject({
    apiVersion: z.string(),
    kind: z.string(),
    metadata: z.looseObject(named.shape),
  });
  const raw = read('deploy/kubernetes/ringside.yaml');
  const objects = parseAllDocuments(raw).map((document) => object.parse(document.toJS()));
  const ofKind = (kind: string) => objects.filter((one) => one.kind === kind);
  const deployments = ofKind('Deployment').map((one) => deployment.parse(one));

  it('has these, in the versions of the API that have them', () => {
    expect(objects.map(({ apiVersion, kind }) => `${apiVersion} ${kind}`)).toEqual([
      ...['v1 ConfigMap', 'apps/v1 Deployment', 'apps/v1 Deployment', 'policy/v1 PodDisruptionBudget'],
      ...['v1 Service', 'networking.k8s.io/v1 Ingress'],
    ]);
  });

  it('starts each role with what it is given', () => {
    const map = z.object({ data: text }).parse(ofKind('ConfigMap')[0]).data;
    const secrets = [...raw.matchAll(/--from-literal=(\w+)=/g)].map(([, name]) => name ?? '');
    expect(secrets.toSorted()).toEqual(['DATABASE_URL', 'ENCRYPTION_KEY', 'REDIS_URL']);
    const hidden = { DATABASE_URL: 'postgres://db/x', REDIS_URL: 'rediss://redis', ENCRYPTION_KEY: secret };
    const roles = deployments.map(({ spec: { template } }) => {
      const [{ env, ports, volumeMounts, envFrom }] = template.spec.containers;
      expect(envFrom).toEqual([{ configMapRef: { name: 'ringside' } }, { secretRef: { name: 'ringside' } }]);
      const own = Object.fromEntries(env.map(({ name, value }) => [name, value]));
      const config = configOf({ ...map, ...hidden, ...own });
      expect(ports[0]?.containerPort).toBe(config.port);
      expect(volumeMounts.map(({ mountPath }) => mountPath)).toEqual([config.dataDir, '/tmp']);
      const there = template.spec.volumes.map(({ name }) => name);
      expect(volumeMounts.map(({ name }) => name)).toEqual(there);
      return config.role;
    });
    expect(roles).toEqual(['web', 'worker']);
  });

  it('finds what it selects', () => {
    const pods = deployments.map(({ spec }) => spec.template.metadata.labels);
    const hits = (wanted: Record<string, string>): number =>
      pods.filter((pod) => Object.entries(wanted).every(([name, value]) => pod[name] === value)).length;
    for (const { spec } of deployments) expect(hits(spec.selector.matchLabels)).toBe(1);
    const budget = z.object({ spec: z.object({ selector: z.object({ matchLabels: labels }) }) });
    expect(hits(budget.parse(ofKind('PodDisruptionBudget')[0]).spec.selector.matchLabels)).toBe(1);
    const service = z
      .object({
        spec: z.object({ selector: labels, ports: z.tuple([z.looseObject({ targetPort: z.string() })]) }),
      })
      .parse(ofKind('Service')[0]).spec;
    expect(hits(service.selector)).toBe(1);
    expect(service.ports[0].targetPort).toBe(deployments[0]?.spec.template.spec.containers[0].ports[0]?.name);
    expect(JSON.stringify(ofKind('Ingress'))).toContain(
      '"service":{"name":"ringside","port":{"name":"http"}}',
    );
  });

  it('asks each whether it lives, and the web whether it is ready', () => {
    const probes = deployments.map(({ spec }) => spec.template.spec.containers[0]);
    const path = (of: string) => ({ httpGet: { path: of, port: 'http' } });
    expect(probes[0]).toMatchObject({ readinessProbe: path('/readyz'), livenessProbe: path('/healthz') });
    expect(probes[1]).toMatchObject({ livenessProbe: path('/healthz') });
  });
});
