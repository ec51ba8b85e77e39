import { Entity } from '@backstage/catalog-model';
import { Document } from 'yaml';
import { people, services, teams } from './world';

/** The sandbox's organisation and services as catalog entities. */
export function catalogEntities(): Entity[] {
  return [
    ...teams.map(team),
    ...people.map(person),
    system(),
    ...services.map(component),
  ];
}

/** The same as one YAML file. */
export function catalogYaml(): string {
  return catalogEntities()
    .map(entity => new Document(entity).toString({ lineWidth: 0 }))
    .join('---\n');
}

function team({ name, title }: (typeof teams)[number]): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Group',
    metadata: { name, title },
    spec: {
      type: 'team',
      profile: { displayName: title, email: `${name}@example.test` },
      children: [],
    },
  };
}

function person({
  name,
  displayName,
  title,
  team: memberOf,
}: (typeof people)[number]): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'User',
    metadata: { name, title: displayName, description: title },
    spec: {
      profile: { displayName, email: `${name}@example.test` },
      memberOf: [memberOf],
    },
  };
}

function system(): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'System',
    metadata: {
      name: 'storefront',
      title: 'Storefront',
      description: 'Everything a customer sees.',
    },
    spec: { owner: 'group:default/checkout' },
  };
}

function component({
  name,
  title,
  description,
  team: owner,
}: (typeof services)[number]): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: {
      name,
      title,
      description,
      annotations: {
        'backstage.io/kubernetes-id': name,
        'backstage.io/kubernetes-namespace': name,
      },
    },
    spec: {
      type: 'service',
      lifecycle: 'production',
      owner: `group:default/${owner}`,
      system: 'storefront',
    },
  };
}
