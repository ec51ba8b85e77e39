import { ServedResource } from '../resources/ServedResource';
import { ClusterObject, User } from '../types';

/** A write that is about to happen. @public */
export interface AdmissionReview {
  operation: 'CREATE' | 'UPDATE' | 'DELETE';
  resource: ServedResource;
  subresource?: string;
  namespace?: string;
  name: string;
  /** As it would be stored; absent for DELETE. */
  object?: ClusterObject;
  /** As it is stored; absent for CREATE. */
  old?: ClusterObject;
  user: User;
  dryRun: boolean;
}

/**
 * Called before each write, after the schema was checked. Throws a `StatusError` to refuse it; answers warnings for the
 * client otherwise.
 *
 * @public
 */
export type AdmissionCheck = (review: AdmissionReview) => string[] | void;
