import { KubernetesError } from './errors';
import { resourceNameOf } from './resourceKind';
import {
  ClusterClient,
  KubernetesObject,
  ListOptions,
  ListPage,
  ResourceKind,
} from './types';

/** How many objects are asked for at once. */
const PAGE = 500;

class ExpiredPage extends Error {}

/**
 * All objects of a kind, read in pages of 500. Complete or an error: a page that fails fails the whole. When the version
 * behind the pages expires on the way (410), it starts again, once.
 *
 * @throws KubernetesError
 * @public
 */
export async function listAll<T extends KubernetesObject>(
  client: Pick<ClusterClient, 'cluster' | 'list'>,
  kind: ResourceKind<T>,
  options: Omit<ListOptions, 'continue'> = {},
): Promise<ListPage<T>> {
  try {
    return await pages(client, kind, options);
  } catch (error) {
    if (!(error instanceof ExpiredPage)) throw error;
  }
  try {
    return await pages(client, kind, options);
  } catch (error) {
    throw error instanceof ExpiredPage ? error.cause : error;
  }
}

async function pages<T extends KubernetesObject>(
  client: Pick<ClusterClient, 'cluster' | 'list'>,
  kind: ResourceKind<T>,
  options: Omit<ListOptions, 'continue'>,
): Promise<ListPage<T>> {
  const { resourceVersion, ...further } = options;
  let page = await client.list(kind, { limit: PAGE, ...options });
  const items = [...page.items];
  const tokens = new Set<string>();
  while (page.continue) {
    if (tokens.has(page.continue)) {
      throw new KubernetesError(
        'BadResponse',
        `list ${resourceNameOf(kind)} in cluster '${
          client.cluster
        }': the same continue token came twice`,
      );
    }
    tokens.add(page.continue);
    try {
      page = await client.list(kind, {
        limit: PAGE,
        ...further,
        continue: page.continue,
      });
    } catch (error) {
      if (error instanceof KubernetesError && error.code === 'Expired') {
        throw new ExpiredPage(error.message, { cause: error });
      }
      throw error;
    }
    items.push(...page.items);
  }
  return { items, resourceVersion: page.resourceVersion };
}
