import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type {
  HostnamesApi,
  HostnamesQuery,
} from '@hostmaster/backstage-plugin-hostnames-react';
import { list, summaries, summary } from '../testing/fixtures';
import { responseError } from '../testing/fakeHostnamesApi';
import { renderWithHostnames } from '../testing/renderWithHostnames';
import { HostnamesListPage } from './HostnamesListPage';

function render(
  path = '/',
  answer: HostnamesApi['listHostnames'] = async () => list(),
) {
  const asked: HostnamesQuery[] = [];
  renderWithHostnames(<HostnamesListPage />, {
    path,
    api: {
      listHostnames: async (query, call) => {
        asked.push(query);
        return answer(query, call);
      },
    },
  });
  return asked;
}

describe('HostnamesListPage', () => {
  it('shows one page of hostnames with their owners and services', async () => {
    render();

    const table = await screen.findByRole('table', { name: 'Hostnames' });
    expect(
      within(table).getByRole('link', { name: 'api.example.com' }),
    ).toHaveAttribute('href', '/hostnames/prod/shop/api-example-com');
    expect(within(table).getAllByRole('row')).toHaveLength(
      summaries.length + 1,
    );
    expect(
      within(table).getAllByRole('link', { name: /checkout/ }),
    ).toHaveLength(summaries.length);
  });

  it('counts each level and filters by it', async () => {
    const asked = render();
    const chip = await screen.findByRole('button', { name: '3 action needed' });
    expect(chip).toHaveAttribute('aria-pressed', 'false');

    await userEvent.click(chip);

    await waitFor(() =>
      expect(asked.at(-1)).toMatchObject({ level: ['action'], offset: 0 }),
    );
    expect(
      screen.getByRole('button', { name: '3 action needed' }),
    ).toHaveAttribute('aria-pressed', 'true');
  });

  it('asks for what the URL says', async () => {
    const asked = render(
      '/?owner=group:default/marketing&sort=-expires&page=2&size=50',
    );

    await screen.findByRole('table', { name: 'Hostnames' });
    expect(asked[0]).toMatchObject({
      owner: ['group:default/marketing'],
      orderBy: 'expires',
      order: 'desc',
      offset: 50,
      limit: 50,
    });
  });

  it('searches when typing pauses', async () => {
    const asked = render();

    await userEvent.type(
      await screen.findByLabelText('Part of the hostname'),
      'shop',
    );

    await waitFor(() => expect(asked.at(-1)?.text).toBe('shop'));
    expect(asked.map(({ text }) => text)).toEqual([undefined, 'shop']);
  });

  it('sorts and turns pages on the server, with 10,000 hostnames', async () => {
    const asked = render('/', async ({ offset = 0, limit = 25 }) =>
      list(
        Array.from({ length: limit }, (_, index) =>
          summary({ hostname: `n${offset + index}.example.com` }),
        ),
        { totalItems: 10_000 },
      ),
    );
    expect(await screen.findByText('1-25 of 10000')).toBeInTheDocument();

    await userEvent.click(screen.getByRole('button', { name: 'Next page' }));
    expect(await screen.findByText('n25.example.com')).toBeInTheDocument();

    await userEvent.click(screen.getByRole('button', { name: 'Owner' }));
    await waitFor(() =>
      expect(asked.at(-1)).toMatchObject({
        orderBy: 'owner',
        order: 'asc',
        offset: 0,
      }),
    );
    await userEvent.click(screen.getByRole('button', { name: 'Owner' }));
    await waitFor(() =>
      expect(asked.at(-1)).toMatchObject({ orderBy: 'owner', order: 'desc' }),
    );
  });

  it('says that nothing matches, and clears the filters', async () => {
    const asked = render('/?text=nothing', async ({ text }) =>
      text ? list([]) : list(),
    );
    expect(
      await screen.findByText('No hostname matches these filters.'),
    ).toBeInTheDocument();

    await userEvent.click(
      screen.getByRole('button', { name: 'Clear filters' }),
    );

    await screen.findByRole('table', { name: 'Hostnames' });
    expect(asked.at(-1)?.text).toBeUndefined();
  });

  it('says that there are none', async () => {
    render('/', async () => list([]));

    expect(
      await screen.findByText(
        'There are no hostnames yet, or none that you may see.',
      ),
    ).toBeInTheDocument();
  });

  it.each([
    [
      responseError(403, 'NotAllowedError', 'x'),
      'You may not see this: the list of hostnames',
    ],
    [
      responseError(404, 'Error', 'x'),
      'Not available here: the list of hostnames',
    ],
  ])('has a page for %s', async (error, words) => {
    render('/', () => Promise.reject(error));

    expect(await screen.findByText(words)).toBeInTheDocument();
    expect(
      screen.queryByRole('button', { name: 'Try again' }),
    ).not.toBeInTheDocument();
  });
});
