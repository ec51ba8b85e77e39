import { createHostnamesApi } from './createHostnamesApi';
import { describeFailure } from './failure';

function apiAnswering(response: Response) {
  const calls: Array<{ url: string; init?: RequestInit }> = [];
  const api = createHostnamesApi({
    discoveryApi: { getBaseUrl: async id => `http://backend/api/${id}` },
    fetchApi: {
      fetch: async (url, init) => {
        calls.push({ url: String(url), init });
        return response;
      },
    },
  });
  return { api, calls };
}

describe('createHostnamesApi', () => {
  it('asks the hostnames plugin with several values of a filter and passes the signal on', async () => {
    const { api, calls } = apiAnswering(new Response('{"items":[]}'));
    const { signal } = new AbortController();

    await api.listHostnames(
      { level: ['action', 'waiting'], limit: 25 },
      { signal },
    );

    expect(calls[0].url).toBe(
      'http://backend/api/hostnames/hostnames?level=action&level=waiting&limit=25',
    );
    expect(calls[0].init?.signal).toBe(signal);
  });

  it('escapes what stands in the path', async () => {
    const { api, calls } = apiAnswering(new Response('{}'));

    await api.getHostname({ cluster: 'a/b', namespace: 'n', name: '*' });

    expect(calls[0].url).toBe(
      'http://backend/api/hostnames/hostnames/a%2Fb/n/%2A',
    );
  });

  it('rejects with the words of the backend', async () => {
    const body = {
      error: { name: 'NotAllowedError', message: 'Not yours' },
      response: { statusCode: 403 },
    };
    const { api } = apiAnswering(
      new Response(JSON.stringify(body), {
        status: 403,
        headers: { 'content-type': 'application/json' },
      }),
    );

    const error = await api.getStatus().catch(reason => reason);

    expect(describeFailure(error)).toEqual({
      kind: 'denied',
      message: 'Not yours',
    });
  });
});
