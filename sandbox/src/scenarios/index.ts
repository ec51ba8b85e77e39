import { aliasDeletedAndRepaired } from './stories/aliasDeletedAndRepaired';
import { badRouteOnASharedGateway } from './stories/badRouteOnASharedGateway';
import { certificateByCertManager } from './stories/certificateByCertManager';
import { denied } from './stories/denied';
import { expiring } from './stories/expiring';
import { fluxWithPolicies } from './stories/fluxWithPolicies';
import { liveNamesThroughARestart } from './stories/liveNamesThroughARestart';
import { move } from './stories/move';
import { remove } from './stories/remove';
import { rebuildCluster } from './stories/rebuildCluster';
import { request } from './stories/request';
import { restartInTheMiddle } from './stories/restartInTheMiddle';
import { stuckValidation } from './stories/stuckValidation';
import { transfer } from './stories/transfer';
import { underAWildcard } from './stories/underAWildcard';
import { Story, StoryOptions } from './Story';

/** The sandbox's stories by name; each is a demonstration and a test. */
export const stories: Record<
  string,
  {
    title: string;
    run: (story: Story) => Promise<void>;
    options?: StoryOptions;
  }
> = {
  request: { title: 'From a merged request to a live hostname', run: request },
  denied: { title: 'A second team asks for a name that is held', run: denied },
  remove: {
    title: 'A hostname is removed by pull request',
    run: remove,
    options: { waits: { coolDown: '20m' } },
  },
  'restart-in-the-middle': {
    title: 'The process dies on the way, five times',
    run: restartInTheMiddle,
  },
  expiring: { title: 'A certificate that does not renew', run: expiring },
  'stuck-validation': {
    title: 'The authority never sees the validation record',
    run: stuckValidation,
  },
  'alias-deleted-and-repaired': {
    title: 'Somebody deletes the alias',
    run: aliasDeletedAndRepaired,
  },
  'certificate-by-cert-manager': {
    title: 'A certificate by cert-manager',
    run: certificateByCertManager,
  },
  'under-a-wildcard': {
    title: 'A name that a wildcard serves today gets its own request',
    run: underAWildcard,
  },
  'flux-with-policies': {
    title: 'Request and route in one Kustomization, policies installed',
    run: fluxWithPolicies,
  },
  'bad-route-on-a-shared-gateway': {
    title: 'One team’s route stops a gateway that others share',
    run: badRouteOnASharedGateway,
  },
  '24-live-names-through-a-restart': {
    title: 'A full gateway, and the process dies again and again',
    run: liveNamesThroughARestart,
  },
  move: {
    title: 'Live hostnames change gateways and visibility',
    run: move,
    options: { profile: { spare: 1 } },
  },
  transfer: {
    title: 'A live name passes to another namespace, then to another cluster',
    run: transfer,
  },
  'rebuild-cluster': {
    title: 'A cluster is lost with live names and rebuilt from Git',
    run: rebuildCluster,
  },
};
