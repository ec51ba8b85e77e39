import { KubernetesObject, resourceKind } from '@hostmaster/kubernetes-runtime';
import { stringify } from 'yaml';
import { forbidden } from '../../cluster/errors/StatusError';
import { MemoryRepository } from '../../git/MemoryRepository';
import { ActorWorld, namespace } from '../testUtils/ActorWorld';
import { GitOpsEngine } from './GitOpsEngine';
import {
  applicationKind,
  fluxGitRepositoryKind,
  kustomizationKind,
} from './objects';

jest.setTimeout(60_000);

type ConfigMap = KubernetesObject & { data?: Record<string, string> };
const configMapKind = resourceKind<ConfigMap>({
  group: '',
  version: 'v1',
  kind: 'ConfigMap',
  plural: 'configmaps',
  namespaced: true,
});

describe('the stand-in for a GitOps engine', () => {
  let world: ActorWorld;
  let repository: MemoryRepository;
  let engine: GitOpsEngine;

  beforeEach(() => {
    world = new ActorWorld();
    repository = new MemoryRepository('https://git.test/acme/gitops.git');
    engine = new GitOpsEngine({
      client: world.client,
      clock: world.clock,
      random: world.random,
      repositories: [repository],
      interval: 30_000,
    });
    world.apply(
      namespace('flux-system'),
      namespace('argocd'),
      namespace('shop'),
      {
        apiVersion: 'source.toolkit.fluxcd.io/v1',
        kind: 'GitRepository',
        metadata: { namespace: 'flux-system', name: 'gitops' },
        spec: { url: repository.url, ref: { branch: 'main' }, interval: '1m' },
      },
    );
  });

  afterEach(() => world.close());

  describe('as Flux', () => {
    it('applies what stands below the path, and says which revision', async () => {
      const commit = repository.commit({
        'shop/a.yaml': configMap('a'),
        'blog/b.yaml': configMap('b'),
      });
      world.apply(kustomization('shop'));

      await sync();

      expect(names()).toEqual(['a']);
      expect(ready('shop')).toMatchObject({
        status: 'True',
        reason: 'ReconciliationSucceeded',
        message: `Applied revision: main@sha1:${commit}`,
      });
      expect(status('shop')).toMatchObject({
        lastAppliedRevision: `main@sha1:${commit}`,
        inventory: { entries: [{ id: 'shop_a__ConfigMap', v: 'v1' }] },
      });
      expect(
        world.get(fluxGitRepositoryKind, {
          namespace: 'flux-system',
          name: 'gitops',
        })?.status?.artifact?.revision,
      ).toBe(`main@sha1:${commit}`);
    });

    it('applies nothing of a Kustomization in which one object is refused', async () => {
      refuse('b');
      repository.commit({
        'shop/a.yaml': configMap('a'),
        'shop/b.yaml': configMap('b'),
      });
      world.apply(kustomization('shop'));

      await sync();

      expect(names()).toEqual([]);
      expect(ready('shop')).toMatchObject({
        status: 'False',
        reason: 'ReconciliationFailed',
        message: expect.stringMatching(
          /^ConfigMap\/shop\/b dry-run failed: .*\(shop\/b\.yaml\)$/,
        ),
      });
    });

    it('keeps what it applied before when a later revision is refused', async () => {
      repository.commit({ 'shop/a.yaml': configMap('a') });
      world.apply(kustomization('shop'));
      await sync();
      refuse('b');
      repository.commit({
        'shop/a.yaml': undefined,
        'shop/b.yaml': configMap('b'),
      });

      await sync();

      expect(names()).toEqual(['a']);
      expect(ready('shop')?.status).toBe('False');
    });

    it('prunes what the repository no longer says, where it may', async () => {
      repository.commit({
        'shop/a.yaml': configMap('a'),
        'shop/b.yaml': configMap('b'),
      });
      world.apply(kustomization('shop'));
      await sync();
      repository.commit({ 'shop/a.yaml': undefined });

      await sync();

      expect(names()).toEqual(['b']);
    });

    it('prunes nothing where pruning is off', async () => {
      repository.commit({ 'shop/a.yaml': configMap('a') });
      world.apply(kustomization('shop', { prune: false }));
      await sync();
      repository.commit({ 'shop/a.yaml': undefined });

      await sync();

      expect(names()).toEqual(['a']);
    });

    it('waits for a dependency to be ready', async () => {
      repository.commit({
        'shop/a.yaml': configMap('a'),
        'base/b.yaml': configMap('b'),
      });
      refuse('b');
      world.apply(
        kustomization('shop', { dependsOn: [{ name: 'base' }] }),
        kustomization('base'),
      );
      await sync();
      const before = [names(), ready('shop')];

      allow();
      await sync();
      await sync();

      expect(before).toEqual([
        [],
        expect.objectContaining({
          status: 'False',
          reason: 'DependencyNotReady',
          message: "dependency 'flux-system/base' is not ready",
        }),
      ]);
      expect(names()).toEqual(['a', 'b']);
    });

    it('corrects drift after the interval, and not before', async () => {
      repository.commit({ 'shop/a.yaml': configMap('a') });
      world.apply(kustomization('shop', { interval: '10m' }));
      await sync();
      world.cluster.objects.delete(
        { apiVersion: 'v1', kind: 'ConfigMap' },
        { namespace: 'shop', name: 'a' },
      );

      await world.clock.advance(9 * 60_000);
      await sync();
      const early = names();
      await world.clock.advance(60_000);
      await sync();

      expect(early).toEqual([]);
      expect(names()).toEqual(['a']);
    });

    it('tells of a file that is no Kubernetes object, and of a branch that is not there', async () => {
      repository.commit({ 'shop/a.yaml': 'hello: world' });
      world.apply(kustomization('shop'));
      await sync();
      const broken = ready('shop');
      world.apply({
        apiVersion: 'source.toolkit.fluxcd.io/v1',
        kind: 'GitRepository',
        metadata: { namespace: 'flux-system', name: 'gitops' },
        spec: { url: repository.url, ref: { branch: 'gone' }, interval: '1m' },
      });

      await sync();

      expect(broken).toMatchObject({
        status: 'False',
        message: expect.stringContaining(
          'shop/a.yaml: not a Kubernetes object',
        ),
      });
      expect(ready('shop')).toMatchObject({
        status: 'False',
        reason: 'ArtifactFailed',
        message: "branch 'gone' not found",
      });
    });

    it('leaves a suspended Kustomization alone', async () => {
      repository.commit({ 'shop/a.yaml': configMap('a') });
      world.apply(kustomization('shop', { suspend: true }));

      await sync();

      expect(names()).toEqual([]);
    });

    it('writes nothing the second time', async () => {
      repository.commit({
        'shop/b.yaml': configMap('b'),
        'base/a.yaml': configMap('a'),
      });
      world.apply(kustomization('base'), application());
      await sync();
      const before = versions();

      await world.clock.advance(30 * 60_000);
      await sync();
      const applied = versions();

      expect(applied.configMaps).toEqual(before.configMaps);
      expect(applied.kustomizations).toEqual(before.kustomizations);
      expect(applied.applications).toEqual(before.applications);
    });
  });

  describe('as Argo CD', () => {
    it('synchronises, and says what became of every object', async () => {
      const commit = repository.commit({ 'shop/a.yaml': configMap('a') });
      world.apply(application());

      await sync();

      expect(names()).toEqual(['a']);
      expect(
        world.get(applicationKind, { namespace: 'argocd', name: 'shop' })
          ?.status,
      ).toMatchObject({
        sync: { status: 'Synced', revision: commit },
        health: { status: 'Healthy' },
        operationState: { phase: 'Succeeded' },
        resources: [
          {
            kind: 'ConfigMap',
            namespace: 'shop',
            name: 'a',
            status: 'Synced',
            health: { status: 'Healthy' },
          },
        ],
      });
    });

    it('is OutOfSync, with the reason, when an object is refused', async () => {
      refuse('a');
      repository.commit({ 'shop/a.yaml': configMap('a') });
      world.apply(application());

      await sync();

      expect(
        world.get(applicationKind, { namespace: 'argocd', name: 'shop' })
          ?.status,
      ).toMatchObject({
        sync: { status: 'OutOfSync' },
        operationState: {
          phase: 'Failed',
          message: expect.stringContaining('ConfigMap/shop/a dry-run failed'),
        },
      });
    });

    it('is as healthy as the conditions of its objects say, between commits too', async () => {
      repository.commit({ 'shop/request.yaml': request() });
      world.apply(application());
      await sync();
      const before = health();

      setConditions({
        type: 'Stalled',
        status: 'True',
        message: 'held by another',
      });
      await sync();
      const stalled = health();
      setConditions({ type: 'Ready', status: 'True', message: 'served' });
      await sync();

      expect([before?.status, stalled?.status, health()?.status]).toEqual([
        'Progressing',
        'Degraded',
        'Healthy',
      ]);
    });
  });

  async function sync(): Promise<void> {
    await world.clock.waitFor(engine.syncOnce());
  }

  function configMap(name: string): string {
    return stringify({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { namespace: 'shop', name },
      data: { key: 'value' },
    });
  }

  function request(): string {
    return stringify({
      apiVersion: 'hostmaster.dev/v1alpha1',
      kind: 'GatewayHostnameRequest',
      metadata: { namespace: 'shop', name: 'shop' },
      spec: {
        hostname: 'shop.example.test',
        environment: 'prod',
        gatewayClass: 'alb-public',
      },
    });
  }

  function setConditions(condition: {
    type: string;
    status: string;
    message: string;
  }): void {
    world.cluster.objects.patchStatus(
      { apiVersion: 'hostmaster.dev/v1alpha1', kind: 'GatewayHostnameRequest' },
      { namespace: 'shop', name: 'shop' },
      {
        conditions: [
          {
            reason: 'Told',
            lastTransitionTime: '2026-01-01T00:00:00Z',
            ...condition,
          },
        ],
      },
    );
  }

  function kustomization(name: string, spec: object = {}): object {
    return {
      apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
      kind: 'Kustomization',
      metadata: { namespace: 'flux-system', name },
      spec: {
        path: `./${name}`,
        prune: true,
        interval: '10m',
        sourceRef: { kind: 'GitRepository', name: 'gitops' },
        ...spec,
      },
    };
  }

  function application(): object {
    return {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Application',
      metadata: { namespace: 'argocd', name: 'shop' },
      spec: {
        project: 'default',
        source: {
          repoURL: repository.url,
          path: 'shop',
          targetRevision: 'main',
        },
        destination: {
          server: 'https://kubernetes.default.svc',
          namespace: 'shop',
        },
        syncPolicy: { automated: { prune: true } },
      },
    };
  }

  let refused: string | undefined;
  function refuse(name: string): void {
    refused = name;
    world.cluster.addAdmission(review => {
      if (review.resource.kind === 'ConfigMap' && review.name === refused)
        throw forbidden(review.resource, review.name, 'a policy refuses it');
    });
  }

  function allow(): void {
    refused = undefined;
  }

  function names(): string[] {
    return world
      .list(configMapKind)
      .filter(
        ({ metadata }) =>
          metadata.namespace === 'shop' && metadata.name !== 'kube-root-ca.crt',
      )
      .map(({ metadata }) => metadata.name)
      .sort();
  }

  function status(name: string) {
    return world.get(kustomizationKind, { namespace: 'flux-system', name })
      ?.status;
  }

  function ready(name: string) {
    return status(name)?.conditions?.find(({ type }) => type === 'Ready');
  }

  function health() {
    return world.get(applicationKind, { namespace: 'argocd', name: 'shop' })
      ?.status?.health;
  }

  function versions() {
    const of = (objects: KubernetesObject[]) =>
      objects.map(
        ({ metadata }) => `${metadata.name} ${metadata.resourceVersion}`,
      );
    return {
      configMaps: of(world.list(configMapKind)),
      kustomizations: of(world.list(kustomizationKind)),
      applications: of(world.list(applicationKind)),
    };
  }
});
