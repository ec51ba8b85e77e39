import { Step } from '../reconciler/Step';
import { ChainDeps } from './ChainDeps';
import { acceptRequest } from './steps/acceptRequest';
import { allowRoutes } from './steps/allowRoutes';
import { attachCertificate } from './steps/attachCertificate';
import { awaitCertificate } from './steps/awaitCertificate';
import { claimHostname } from './steps/claimHostname';
import { placeOnGateway } from './steps/placeOnGateway';
import { publishRecords } from './steps/publishRecords';
import { publishValidation } from './steps/publishValidation';
import { requestCertificate } from './steps/requestCertificate';
import { Memory, Subject } from './Subject';

type HostnameStep = Step<Subject, ChainDeps, Memory>;

/** What makes a requested hostname live, in order. Each step is in `steps/`: look at its `.decide.ts` first. */
export const chain: ReadonlyArray<HostnameStep> = [
  acceptRequest, // the name is one, there is a zone for it, and the rules allow it
  claimHostname, // nobody else has it: claim, ownership TXT, then the namespace's grant
  requestCertificate, // a place in the pool kept, then one certificate, found before it is asked for
  publishValidation, // the record that proves control, shared with whoever needs the same one
  awaitCertificate, // issued, or why not and when the next is asked for
  placeOnGateway, // the gateway with its base, made where there is none
  attachCertificate, // in the gateway's configuration, and seen on its listener
  allowRoutes, // the hostname's ListenerSet, open to the one namespace
  publishRecords, // the alias, written together with the TXT that proves it is ours
];

/** The order in which nothing dangles: what points at something goes before what it points at. */
export const releaseChain: ReadonlyArray<HostnameStep> = [
  publishRecords, // no name points here any more, and resolvers have forgotten it
  allowRoutes, // no listener, and no right to route
  attachCertificate, // off the configuration and off the load balancer
  placeOnGateway, // the place is free
  awaitCertificate, // nothing of its own
  requestCertificate, // the certificate, once nothing uses it
  publishValidation, // its validation record, with the last user
  claimHostname, // TXT released, then the claim
  acceptRequest, // nothing of its own
];
