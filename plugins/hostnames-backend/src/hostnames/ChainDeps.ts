import { LoggerService } from '@backstage/backend-plugin-api';
import { Clock } from '@hostmaster/kubernetes-runtime';
import { HostnamesConfig } from '../config';
import { ClusterWorld } from '../reconciler/ClusterWorld';
import { GatewayPool } from '../gateways/GatewayPool';
import { DefaultCertificates } from '../gateways/DefaultCertificates';
import { Fights } from './fights/Fights';
import { GrantWriter } from './GrantWriter';
import { Notes } from './Notes';
import { Providers } from './Providers';
import { Brake } from './Brake';
import { RouteBreaker } from './RouteBreaker';

/** Everything steps may use. */
export interface ChainDeps {
  config: HostnamesConfig;
  clock: Clock;
  logger: LoggerService;
  /** The subject's cluster. */
  cluster: ClusterWorld;
  /** All clusters, the subject's included. */
  clusters: ReadonlyArray<ClusterWorld>;
  providers: Providers;
  /** Of the subject's cluster. */
  pool: GatewayPool;
  grants: GrantWriter;
  defaultCertificates: DefaultCertificates;
  notes: Notes;
  fights: Fights;
  brake: Brake;
  breaker: RouteBreaker;
}
