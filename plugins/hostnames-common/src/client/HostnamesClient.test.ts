import { ResponseError } from '@backstage/errors';
import { hostnamesApiClient } from './HostnamesClient';

function world(answer: { status: number; body: unknown }) {
  const requests: Array<{
    url: string;
    method?: string;
    token: string | null;
  }> = [];
  const client = hostnamesApiClient({
    discoveryApi: {
      getBaseUrl: async id => `http://backstage.example.com/api/${id}`,
    },
    fetchApi: {
      fetch: async (url, init) => {
        requests.push({
          url: String(url),
          method: init?.method,
          token: new Headers(init?.headers).get('authorization'),
        });
        return new Response(JSON.stringify(answer.body), {
          status: answer.status,
          headers: { 'content-type': 'application/json' },
        });
      },
    },
  });
  return { client, requests };
}

const ref = { cluster: 'prod', namespace: 'shop', name: 'shop' };

describe('hostnamesApiClient', () => {
  it('asks for each operation where the API has it', async () => {
    const { client, requests } = world({ status: 200, body: { items: [] } });

    await client.listHostnames({ level: ['action', 'waiting'], text: 'a&b' });
    await client.listHostnames();
    await client.getHostname(ref);
    await client.checkHostname(ref);
    await client.previewDeletion(ref);
    await client.getVerdict('shop.example.com');
    await client.checkAvailability({ hostname: '*.bücher.example.com' });
    await client.getFormOptions();
    await client.getCapacity();
    await client.getStatus({ token: 'secret' });

    expect(
      requests.map(
        ({ method, url }) =>
          `${method} ${new URL(url).pathname}${new URL(url).search}`,
      ),
    ).toEqual([
      'GET /api/hostnames/hostnames?level=action&level=waiting&text=a%26b',
      'GET /api/hostnames/hostnames',
      'GET /api/hostnames/hostnames/prod/shop/shop',
      'POST /api/hostnames/hostnames/prod/shop/shop/check',
      'GET /api/hostnames/hostnames/prod/shop/shop/deletion-preview',
      'GET /api/hostnames/verdicts/shop.example.com',
      'GET /api/hostnames/availability?hostname=%2A.b%C3%BCcher.example.com',
      'GET /api/hostnames/form-options',
      'GET /api/hostnames/capacity',
      'GET /api/hostnames/status',
    ]);
    expect(requests.map(({ token }) => token).filter(Boolean)).toEqual([
      'Bearer secret',
    ]);
  });

  it('keeps what is no part of a path out of it', async () => {
    const { client, requests } = world({ status: 200, body: {} });

    await client.getHostname({ cluster: '../x', namespace: 'a/b', name: '?' });

    expect(new URL(requests[0].url).pathname).toBe(
      '/api/hostnames/hostnames/..%2Fx/a%2Fb/%3F',
    );
  });

  it.each([404, 403, 401, 500])(
    'throws a ResponseError for %s',
    async status => {
      const { client } = world({
        status,
        body: {
          error: {
            name: 'NotFoundError',
            message: 'There is no such hostname',
          },
          response: { statusCode: status },
        },
      });

      const failed = client.getHostname(ref);

      await expect(failed).rejects.toBeInstanceOf(ResponseError);
      await expect(failed).rejects.toMatchObject({
        statusCode: status,
        cause: { name: 'NotFoundError', message: 'There is no such hostname' },
      });
    },
  );
});
