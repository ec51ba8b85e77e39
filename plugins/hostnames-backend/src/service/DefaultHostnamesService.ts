import { NotFoundError } from '@backstage/errors';
import {
  annotations,
  Availability,
  Capacity,
  DeletionPreview,
  FormOptions,
  HostnameDetail,
  HostnameList,
  HostnameRef,
  HostnameSummary,
  parseHostname,
  Status,
} from '@hostmaster/backstage-plugin-hostnames-common';
import { Clock } from '@hostmaster/kubernetes-runtime';
import { Availabilities } from '../availability/Availabilities';
import { ZonesView } from '../availability/ZonesView';
import { HostnameStore } from '../readModel/HostnameStore';
import { ReadModel } from '../readModel/ReadModel';
import { StoredHostname } from '../readModel/StoredHostname';
import { notFound } from './AuthorizedHostnamesService';
import { capacityOf, GROWTH_DAYS } from './capacity';
import { canonicalRef, CatalogNames } from './CatalogNames';
import { certificateViewsOf } from './detail/certificateViews';
import { objectYaml } from './detail/objectYaml';
import {
  namesSharingValidation,
  previewDeletion,
} from './detail/previewDeletion';
import { recordRowsOf } from './detail/recordRows';
import { timelineOf, webUrl } from './detail/timeline';
import { toSummary } from './detail/toSummary';
import { formOptions } from './formOptions';
import {
  AvailabilityQuestion,
  HostnamesService,
  ListQuestion,
} from './HostnamesService';
import { ReconcilerPort } from './ReconcilerPort';
import { Scope } from './Scope';
import { ServiceSettings } from './ServiceSettings';

const DAY_MS = 24 * 60 * 60_000;
const PAGE = 25;

/** The operations without any question of permission: `AuthorizedHostnamesService` stands before it. */
export class DefaultHostnamesService implements HostnamesService<Scope> {
  constructor(
    private readonly options: {
      model: ReadModel;
      store: HostnameStore;
      reconciler: ReconcilerPort;
      availabilities: Availabilities;
      zones: ZonesView;
      catalog: CatalogNames;
      settings: ServiceSettings;
      clock: Clock;
      /** Looks at the hostname again, bounded in time; resolves when the read model holds what was found. */
      lookAgain: (stored: StoredHostname) => Promise<void>;
      /** Makes verdicts anew that time may have changed. */
      refreshDue: () => Promise<void>;
    },
  ) {}

  async listHostnames(
    question: ListQuestion,
    scope: Scope,
  ): Promise<HostnameList> {
    const { store, catalog, clock } = this.options;
    const {
      expiresWithinDays,
      orderBy,
      order,
      offset,
      limit,
      entity,
      owner,
      ...filters
    } = question;
    await this.options.refreshDue();
    const page = await store.list({
      filters: {
        ...filters,
        ...(owner ? { owner: owner.map(ownerRef) } : {}),
        ...(entity
          ? {
              entity: entity.map(ref => canonicalRef(ref) ?? ref),
              kubernetesIds: await catalog.kubernetesIds(
                entity,
                scope.credentials,
              ),
            }
          : {}),
        ...(expiresWithinDays === undefined
          ? {}
          : { expiresBefore: clock.now() + expiresWithinDays * DAY_MS }),
      },
      visibility: scope.visibility,
      orderBy: orderBy ?? 'verdict',
      order: order ?? 'asc',
      offset: offset ?? 0,
      limit: limit ?? PAGE,
    });
    return { ...page, items: this.summaries(page.items) };
  }

  async getHostname(ref: HostnameRef, scope: Scope): Promise<HostnameDetail> {
    const [stored] = this.options.model.fresh([await this.require(ref)]);
    const [summary] = this.summaries([stored]);
    const { request } = stored.report;
    const history = await this.options.store.history(ref);
    return {
      summary,
      timeline: timelineOf(stored, this.options.clock.now()),
      records: recordRowsOf(stored),
      certificates: certificateViewsOf(stored),
      routes: (stored.report.facts.routes ?? []).map(
        ({ readyEndpoints, ...route }) => ({
          ...route,
          hostnames: [stored.hostname],
        }),
      ),
      history: history.map(({ at, ...entry }) => ({
        at: new Date(at).toISOString(),
        ...entry,
      })),
      objects: objectYaml(this.objects(stored)),
      pullRequestUrl: webUrl(
        request.metadata.annotations?.[annotations.pullRequest],
      ),
      permissions: { check: scope.mayCheck },
    };
  }

  async checkHostname(ref: HostnameRef, scope: Scope): Promise<HostnameDetail> {
    await this.options.lookAgain(await this.require(ref));
    return this.getHostname(ref, scope);
  }

  async previewDeletion(
    ref: HostnameRef,
    scope: Scope,
  ): Promise<DeletionPreview> {
    const stored = await this.require(ref);
    const names = namesSharingValidation(stored);
    const others = await this.options.store.othersOfHostname(names, ref);
    const visible = new Set<string>();
    for (const name of new Set(others.map(({ hostname }) => hostname))) {
      for (const { uid } of await this.options.store.byHostname(
        name,
        scope.visibility,
      ))
        visible.add(uid);
    }
    return previewDeletion(stored, others, other => visible.has(other.uid));
  }

  async getVerdict(hostname: string, scope: Scope): Promise<HostnameSummary> {
    const parsed = parseHostname(hostname);
    const name =
      parsed.kind === 'hostname' ? parsed.hostname : hostname.toLowerCase();
    const [stored] = await this.options.store.byHostname(
      name,
      scope.visibility,
    );
    if (!stored)
      throw new NotFoundError(
        'There is no request for this hostname that you may see',
      );
    return this.summaries([stored])[0];
  }

  checkAvailability(
    question: AvailabilityQuestion,
    scope: Scope,
  ): Promise<Availability> {
    return this.options.availabilities.check(question, scope);
  }

  async getFormOptions(): Promise<FormOptions> {
    const { zones } = await this.options.zones.zones(
      new AbortController().signal,
    );
    return formOptions(this.options.settings, zones);
  }

  async getCapacity(scope: Scope): Promise<Capacity> {
    const gateways = this.options.reconciler.capacity();
    const growth = await this.options.store.createdSince(
      this.options.clock.now() - GROWTH_DAYS * DAY_MS,
    );
    const names = gateways.flatMap(gateway => gateway.hostnames ?? []);
    const visible = await this.options.store.visibleHostnames(
      names,
      scope.visibility,
    );
    return capacityOf(gateways, growth, hostname => visible.has(hostname));
  }

  async getStatus(): Promise<Status> {
    const { reconciler } = this.options;
    return {
      reconciler: reconciler.reconciler(),
      clusters: reconciler.clusters(),
      providers: reconciler.providers(),
    };
  }

  private summaries(all: StoredHostname[]): HostnameSummary[] {
    const heard = new Map(
      this.options.reconciler
        .clusters()
        .map(({ name, lastHeard }) => [name, Date.parse(lastHeard ?? '')]),
    );
    return this.options.model
      .fresh(all)
      .map(stored =>
        toSummary(
          stored,
          Math.max(stored.seenAt, heard.get(stored.ref.cluster) || 0),
        ),
      );
  }

  private objects(stored: StoredHostname) {
    const seen = this.options.reconciler.objectsOf(stored.ref);
    const own = seen.some(({ kind }) => kind === 'GatewayHostnameRequest');
    return own ? seen : [stored.report.request, ...seen];
  }

  private async require(ref: HostnameRef): Promise<StoredHostname> {
    const stored = await this.options.store.get(ref);
    if (!stored) throw notFound(ref);
    return stored;
  }
}

function ownerRef(text: string): string {
  return canonicalRef(text.includes(':') ? text : `group:${text}`) ?? text;
}
