import { CaseAnswer, CaseServer } from './CaseServer';
import { CaseUser, PolicyCase } from './policyCases';
import { Manifest } from './readKustomization';

const FINALIZER = 'hostmaster.dev/policy-case';

/**
 * What the server says to a case. Everything is tried (`dryRun=All`), which admission sees like the real thing; what has to be
 * there before is made by `maker`, who is exempt from all policies, and removed.
 */
export async function judge(
  server: CaseServer,
  each: PolicyCase,
  maker: CaseUser,
): Promise<CaseAnswer> {
  const { operation, object, collection, user, deleting } = each;
  const path = `${collection}/${object.metadata.name}`;
  if (operation === 'CREATE')
    return server.ask(user, 'POST', `${collection}?dryRun=All`, object);

  const before = each.old ?? object;
  const finalizers = deleting ? [FINALIZER] : undefined;
  const made = await server.ask(maker, 'POST', collection, {
    ...before,
    metadata: { ...before.metadata, finalizers },
  });
  if (made.status !== 201)
    throw new Error(
      `${each.name}: what there was could not be made: ${made.body.message}`,
    );
  try {
    if (operation === 'DELETE')
      return await server.ask(user, 'DELETE', `${path}?dryRun=All`);
    if (deleting) await server.ask(maker, 'DELETE', path);
    const stored = (await server.ask(maker, 'GET', path)).body;
    return await server.ask(
      user,
      'PUT',
      `${path}?dryRun=All`,
      withMetadata(object, stored, finalizers),
    );
  } finally {
    if (deleting) {
      const stored = (await server.ask(maker, 'GET', path)).body;
      await server.ask(maker, 'PUT', path, {
        ...stored,
        metadata: { ...stored.metadata, finalizers: [] },
      });
    } else await server.ask(maker, 'DELETE', path);
  }
}

function withMetadata(
  object: Manifest,
  stored: Manifest,
  finalizers: string[] | undefined,
): Manifest {
  const { resourceVersion, uid, deletionTimestamp } = stored.metadata;
  return {
    ...object,
    metadata: {
      ...object.metadata,
      resourceVersion,
      uid,
      deletionTimestamp,
      finalizers,
    },
  };
}
