import {
  BackstageCredentials,
  PermissionsService,
  UserInfoService,
  AuthService,
} from '@backstage/backend-plugin-api';
import { NotAllowedError, NotFoundError } from '@backstage/errors';
import {
  AuthorizeResult,
  BasicPermission,
  ResourcePermission,
} from '@backstage/plugin-permission-common';
import { ConditionTransformer } from '@backstage/plugin-permission-node';
import {
  capacityReadPermission,
  hostnameCheckPermission,
  hostnameReadPermission,
  HostnameRef,
  nameCheckPermission,
  statusReadPermission,
} from '@hostmaster/backstage-plugin-hostnames-common';
import { HostnameCriterion } from '../permissions/HostnameCriterion';
import { Visibility } from '../readModel/hostnameFilters';
import { formatRef } from '../readModel/StoredHostname';
import {
  AvailabilityQuestion,
  HostnamesService,
  ListQuestion,
} from './HostnamesService';
import { Scope } from './Scope';

const refusal =
  'You do not have the permission for this. Ask the platform team.';

/**
 * Checks a permission before every operation and hands on what the caller may see. A hostname the caller may not see is "not
 * found" in the words that are used for one that is not there.
 */
export class AuthorizedHostnamesService
  implements HostnamesService<BackstageCredentials>
{
  constructor(
    private readonly inner: HostnamesService<Scope>,
    private readonly options: {
      permissions: PermissionsService;
      auth: AuthService;
      userInfo: UserInfoService;
      toCriteria: ConditionTransformer<HostnameCriterion>;
    },
  ) {}

  async listHostnames(
    question: ListQuestion,
    credentials: BackstageCredentials,
  ) {
    const visibility = await this.visibility(credentials);
    if (visibility === 'nothing') throw new NotAllowedError(refusal);
    return this.inner.listHostnames(
      question,
      await this.scope(credentials, visibility),
    );
  }

  async getHostname(ref: HostnameRef, credentials: BackstageCredentials) {
    const mayCheck = await this.requireHostname(
      ref,
      hostnameReadPermission,
      credentials,
    );
    return this.inner.getHostname(
      ref,
      await this.scope(
        credentials,
        await this.visibility(credentials),
        mayCheck,
      ),
    );
  }

  async checkHostname(ref: HostnameRef, credentials: BackstageCredentials) {
    const mayCheck = await this.requireHostname(
      ref,
      hostnameReadPermission,
      credentials,
    );
    if (!mayCheck) throw new NotAllowedError(refusal);
    return this.inner.checkHostname(
      ref,
      await this.scope(
        credentials,
        await this.visibility(credentials),
        mayCheck,
      ),
    );
  }

  async previewDeletion(ref: HostnameRef, credentials: BackstageCredentials) {
    await this.requireHostname(ref, hostnameReadPermission, credentials);
    return this.inner.previewDeletion(
      ref,
      await this.scope(credentials, await this.visibility(credentials)),
    );
  }

  async getVerdict(hostname: string, credentials: BackstageCredentials) {
    return this.inner.getVerdict(
      hostname,
      await this.scope(credentials, await this.visibility(credentials)),
    );
  }

  async checkAvailability(
    question: AvailabilityQuestion,
    credentials: BackstageCredentials,
  ) {
    await this.require(nameCheckPermission, credentials);
    return this.inner.checkAvailability(
      question,
      await this.scope(credentials, await this.visibility(credentials)),
    );
  }

  async getFormOptions(credentials: BackstageCredentials) {
    await this.require(nameCheckPermission, credentials);
    return this.inner.getFormOptions(await this.scope(credentials, 'nothing'));
  }

  async getCapacity(credentials: BackstageCredentials) {
    await this.require(capacityReadPermission, credentials);
    return this.inner.getCapacity(
      await this.scope(credentials, await this.visibility(credentials)),
    );
  }

  async getStatus(credentials: BackstageCredentials) {
    await this.require(statusReadPermission, credentials);
    return this.inner.getStatus(await this.scope(credentials, 'nothing'));
  }

  private async require(
    permission: BasicPermission,
    credentials: BackstageCredentials,
  ): Promise<void> {
    const [decision] = await this.options.permissions.authorize(
      [{ permission }],
      { credentials },
    );
    if (decision.result !== AuthorizeResult.ALLOW)
      throw new NotAllowedError(refusal);
  }

  /** Whether the caller may also have it checked. @throws NotFoundError when the caller may not see it. */
  private async requireHostname(
    ref: HostnameRef,
    permission: ResourcePermission,
    credentials: BackstageCredentials,
  ): Promise<boolean> {
    const resourceRef = formatRef(ref);
    const [seen, checked] = await this.options.permissions.authorize(
      [
        { permission, resourceRef },
        { permission: hostnameCheckPermission, resourceRef },
      ],
      { credentials },
    );
    if (seen.result !== AuthorizeResult.ALLOW) throw notFound(ref);
    return checked.result === AuthorizeResult.ALLOW;
  }

  private async visibility(
    credentials: BackstageCredentials,
  ): Promise<Visibility> {
    const [decision] = await this.options.permissions.authorizeConditional(
      [{ permission: hostnameReadPermission }],
      {
        credentials,
      },
    );
    if (decision.result === AuthorizeResult.ALLOW) return 'everything';
    return decision.result === AuthorizeResult.CONDITIONAL
      ? this.options.toCriteria(decision.conditions)
      : 'nothing';
  }

  private async scope(
    credentials: BackstageCredentials,
    visibility: Visibility,
    mayCheck: boolean = false,
  ): Promise<Scope> {
    return {
      credentials,
      visibility,
      mayCheck,
      claims: await this.claims(credentials),
    };
  }

  private async claims(credentials: BackstageCredentials): Promise<string[]> {
    if (!this.options.auth.isPrincipal(credentials, 'user')) return [];
    const { ownershipEntityRefs } = await this.options.userInfo.getUserInfo(
      credentials,
    );
    return ownershipEntityRefs.map(ref => ref.toLowerCase());
  }
}

/** The one answer for a hostname that is not there, and for one that the caller may not see. */
export function notFound(ref: HostnameRef): NotFoundError {
  return new NotFoundError(
    `There is no hostname request ${ref.namespace}/${ref.name} in cluster ${ref.cluster} that you may see`,
  );
}
