import { awsErrors, kubernetesErrors } from './apiErrors';
import { readAfterWrite } from './consistency';
import { environmentLoss } from './environment';
import { doubleCrashes, singleCrashes } from './crashes';
import { deletionsAndCrashes } from './deletions';
import { lostLeaders } from './lostLeaders';
import { Part } from './Part';
import { wrongReads } from './wrongReads';
import { staleReads, unseenEvents } from './staleness';

/** What is enumerated, in the order of docs/reference/explore.md. */
export const parts: Part[] = [
  singleCrashes,
  doubleCrashes,
  deletionsAndCrashes,
  staleReads,
  unseenEvents,
  kubernetesErrors,
  awsErrors,
  readAfterWrite,
  lostLeaders,
  environmentLoss,
  wrongReads,
];
