import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { applyPatch, Operation } from 'fast-json-patch';
import { parse, parseAllDocuments } from 'yaml';

/** An object of a manifest. */
export interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string; [field: string]: unknown };
  [field: string]: unknown;
}

interface Kustomization {
  resources?: string[];
  patches?: Array<{ target: { kind: string; name?: string }; patch: string }>;
}

/**
 * The objects that `kubectl apply -k` would apply, for folders that use no more of Kustomize than resources and JSON patches with
 * a target. Namespaces come first, as Kustomize sorts them.
 * @throws Error for a folder that uses more.
 */
export function readKustomization(folder: string): Manifest[] {
  const file = join(folder, 'kustomization.yaml');
  const { resources, patches, ...rest } = parse(
    readFileSync(file, 'utf8'),
  ) as Kustomization & Record<string, unknown>;
  const unknown = Object.keys(rest).filter(
    key => !['apiVersion', 'kind'].includes(key),
  );
  if (unknown.length > 0)
    throw new Error(`${file}: ${unknown.join(', ')} is not read here`);
  const objects = (resources ?? []).flatMap(resource =>
    readResource(join(folder, resource)),
  );
  for (const { target, patch } of patches ?? []) {
    const targets = objects.filter(
      ({ kind, metadata }) =>
        kind === target.kind && (!target.name || metadata.name === target.name),
    );
    if (targets.length === 0)
      throw new Error(
        `${file}: nothing is ${target.kind} ${target.name ?? ''}`,
      );
    for (const object of targets)
      applyPatch(object, parse(patch) as Operation[], true);
  }
  return objects;
}

/** All objects of a YAML file. */
export function readManifests(path: string): Manifest[] {
  return parseAllDocuments(readFileSync(path, 'utf8'))
    .map(document => document.toJS() as Manifest | null)
    .filter(object => object !== null);
}

function readResource(path: string): Manifest[] {
  if (!existsSync(path)) throw new Error(`${path} does not exist`);
  return statSync(path).isDirectory()
    ? readKustomization(path)
    : readManifests(path);
}
