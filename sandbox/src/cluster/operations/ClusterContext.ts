import { Clock, Random } from '@hostmaster/kubernetes-runtime';
import { AdmissionCheck } from '../admission/AdmissionCheck';
import { ResourceRegistry } from '../resources/ResourceRegistry';
import { Storage } from '../storage/Storage';
import { User } from '../types';

/** What the operations of one cluster share. @internal */
export interface ClusterContext {
  clock: Clock;
  random: Random;
  storage: Storage;
  registry: ResourceRegistry;
  /** Asked before each write, in order. */
  admission: AdmissionCheck[];
  /** A fault: reads over HTTP show the cluster as of this version. */
  frozenAt?: number;
}

/** How a write is to be done. @internal */
export interface WriteOptions {
  user: User;
  dryRun?: boolean;
  /** Name under which the fields are recorded; clients send it or it is made from their user agent. */
  fieldManager: string;
  /** What happens with fields that the schema does not know. */
  fieldValidation?: 'Strict' | 'Warn' | 'Ignore';
  subresource?: string;
}

/** @internal */
export interface WriteResult<T> {
  object: T;
  created: boolean;
  warnings: string[];
}
