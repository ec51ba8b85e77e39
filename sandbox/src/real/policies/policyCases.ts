import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { repositoryPath } from '../repositoryPath';
import { Manifest, readManifests } from './readKustomization';

/** What refuses: names of deploy/policies/testdata/cases.yaml, the same for every engine. */
export const policyNames = [
  'granted',
  'domain',
  'pool',
  'rules',
  'protected',
] as const;
export type PolicyName = (typeof policyNames)[number];

/** Somebody who writes. */
export interface CaseUser {
  username: string;
  groups: string[];
}

/** One line of the table, filled in. */
export interface PolicyCase {
  name: string;
  operation: 'CREATE' | 'UPDATE' | 'DELETE';
  object: Manifest;
  /** What there was before an update. */
  old?: Manifest;
  /** Of the API, from the root to the list of objects. */
  collection: string;
  plural: string;
  user: CaseUser;
  /** Empty: it is allowed. */
  refusedBy: PolicyName[];
  says: string;
  deleting: boolean;
  /** Its namespace has no grant: a ValidatingAdmissionPolicy has no parameter. */
  withoutGrant: boolean;
}

const partSchema = z.strictObject({
  kind: z.string().optional(),
  metadata: z.record(z.string(), z.unknown()).optional(),
  spec: z.record(z.string(), z.unknown()).optional(),
});

const tableSchema = z.strictObject({
  kinds: z.record(
    z.string(),
    z.strictObject({
      apiVersion: z.string(),
      plural: z.string(),
      clusterScoped: z.boolean().optional(),
    }),
  ),
  users: z.record(
    z.string(),
    z.strictObject({ username: z.string(), groups: z.array(z.string()) }),
  ),
  cases: z.array(
    z.strictObject({
      name: z.string(),
      operation: z.enum(['CREATE', 'UPDATE', 'DELETE']).optional(),
      object: partSchema,
      old: partSchema.optional(),
      user: z.string().default('team'),
      refusedBy: z.array(z.enum(policyNames)).default([]),
      says: z.string().default(''),
      deleting: z.boolean().default(false),
      withoutGrant: z.boolean().default(false),
    }),
  ),
});

const testdata = repositoryPath('deploy/policies/testdata');

/** The table of deploy/policies/testdata. */
export function policyCases(): {
  cases: PolicyCase[];
  users: Record<string, CaseUser>;
} {
  const { kinds, users, cases } = tableSchema.parse(
    parse(readFileSync(`${testdata}/cases.yaml`, 'utf8')),
  );
  return {
    users,
    cases: cases.map(({ object, old, user, operation, ...rest }) => {
      const { apiVersion, plural, clusterScoped } = kinds[object.kind ?? ''];
      const metadata = {
        name: 'case',
        ...(clusterScoped ? {} : { namespace: 'shop' }),
        ...object.metadata,
      };
      const whole = {
        apiVersion,
        kind: object.kind,
        metadata,
        spec: object.spec,
      } as Manifest;
      return {
        ...rest,
        operation: operation ?? (old ? 'UPDATE' : 'CREATE'),
        object: whole,
        old:
          old &&
          ({
            ...whole,
            metadata: { ...metadata, ...old.metadata },
            spec: old.spec ?? object.spec,
          } as Manifest),
        collection: clusterScoped
          ? `/apis/${apiVersion}/${plural}`
          : `/apis/${apiVersion}/namespaces/${whole.metadata.namespace}/${plural}`,
        plural,
        user: users[user],
      };
    }),
  };
}

/** The namespaces, grants and claims in which the cases are told. */
export function policyWorld(): Manifest[] {
  return readManifests(`${testdata}/world.yaml`);
}

/** Definitions of kinds that only the cases use. */
export function policyKinds(): Manifest[] {
  return readManifests(`${testdata}/kinds.yaml`);
}
