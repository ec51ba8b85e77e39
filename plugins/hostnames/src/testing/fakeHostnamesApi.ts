import { NotFoundError, type ErrorResponseBody } from '@backstage/errors';
import type { HostnamesApi } from '@hostmaster/backstage-plugin-hostnames-react';
import {
  capacity,
  detail,
  formOptions,
  list,
  status,
  summaries,
} from './fixtures';

/** A backend that knows the fixtures; every operation can be replaced. */
export function fakeHostnamesApi(
  changes: Partial<HostnamesApi> = {},
): HostnamesApi {
  return {
    listHostnames: async query => {
      const found = summaries
        .filter(({ hostname }) => !query.text || hostname.includes(query.text))
        .filter(
          ({ entity }) => !query.entity || query.entity.includes(entity ?? ''),
        )
        .filter(
          ({ owner }) => !query.owner || query.owner.includes(owner ?? ''),
        );
      const chosen = found.filter(
        ({ verdict }) => !query.level || query.level.includes(verdict.level),
      );
      const { offset = 0, limit = 50 } = query;
      return list(chosen.slice(offset, offset + limit), {
        totalItems: chosen.length,
        counts: list(found).counts,
      });
    },
    getHostname: async ref => {
      const found = summaries.find(
        each =>
          each.ref.name === ref.name && each.ref.namespace === ref.namespace,
      );
      if (!found)
        throw responseError(404, 'NotFoundError', 'There is no such hostname');
      return detail(found);
    },
    checkHostname: async ref =>
      detail(summaries.find(each => each.ref.name === ref.name)),
    previewDeletion: async () => ({
      goes: [{ label: 'Alias record', value: 'shop.example.com A' }],
      stays: [
        {
          label: 'Validation record',
          value: '_3f1c.shop.example.com CNAME, used by beta.shop.example.com',
        },
      ],
    }),
    getVerdict: async hostname =>
      summaries.find(each => each.hostname === hostname)!,
    checkAvailability: async ({ hostname }) => ({
      hostname,
      verdict: 'free',
      problems: [],
      alternatives: [],
      zone: { id: 'Z0123456789ABC', name: 'example.com' },
      checkedAt: new Date().toISOString(),
    }),
    getFormOptions: async () => formOptions,
    getCapacity: async () => capacity,
    getStatus: async () => status,
    ...changes,
  };
}

/** An answer of the backend that is not 2xx, as the client throws it. */
export function responseError(
  statusCode: number,
  name: string,
  message: string,
): Error {
  const body: ErrorResponseBody = {
    error: { name, message },
    response: { statusCode },
  };
  const cause =
    name === 'NotFoundError'
      ? new NotFoundError(message)
      : Object.assign(new Error(message), { name });
  return Object.assign(new Error(`Request failed with ${statusCode}`), {
    name: 'ResponseError',
    statusCode,
    body,
    cause,
  });
}
