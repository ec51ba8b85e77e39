import { screen, within } from '@testing-library/react';
import { detail, list, waitingForCertificate } from '../testing/fixtures';
import { renderWithHostnames } from '../testing/renderWithHostnames';
import { RequestOutputs } from './RequestOutputs';
import { readTaskOutput } from './taskOutput';

const output = {
  hostname: 'beta.shop.example.com',
  entity: 'component:default/shop',
  pullRequestUrl: 'https://github.com/acme/gitops/pull/42',
  changed: 'created',
  links: [
    { title: 'Pull request', url: 'https://github.com/acme/gitops/pull/42' },
    { title: 'Handbook', url: 'https://docs.example.com' },
  ],
  text: [{ title: 'Next', content: 'Ask for a **review**.' }],
};

describe('RequestOutputs', () => {
  it('shows pull request, tab, links, texts and the way to live', async () => {
    renderWithHostnames(<RequestOutputs output={output} />, {
      api: {
        listHostnames: async () => list([waitingForCertificate]),
        getHostname: async () => detail(waitingForCertificate),
      },
    });

    const timeline = await screen.findByRole('list', {
      name: 'From the request to live',
    });
    expect(within(timeline).getByText(/under way/)).toBeInTheDocument();
    expect(
      screen.getByText('Open the pull request').closest('a'),
    ).toHaveAttribute('href', output.pullRequestUrl);
    expect(
      screen.getByRole('link', { name: 'Hostnames of the service' }),
    ).toHaveAttribute('href', '/catalog/default/component/shop/hostnames');
    expect(screen.getByRole('link', { name: /Handbook/ })).toBeInTheDocument();
    expect(screen.getByText('review')).toBeInTheDocument();
  });

  it('says what it waits for before the cluster has the request', async () => {
    renderWithHostnames(<RequestOutputs output={output} />, {
      api: { listHostnames: async () => list([]) },
    });

    expect(
      await screen.findByText(/appears here when the pull request is merged/),
    ).toBeInTheDocument();
  });

  it('shows nothing before there is an output, and lives with any output', async () => {
    renderWithHostnames(
      <>
        <RequestOutputs />
        <RequestOutputs output={{ links: 'x', text: [{}], hostname: 3 }} />
      </>,
    );

    expect(await screen.findByText('Your hostname')).toBeInTheDocument();
  });
});

describe('readTaskOutput', () => {
  it('takes hostname and entity from the form where the template does not give them', () => {
    expect(
      readTaskOutput(
        { links: [{ title: 'Pull request', url: 'https://git/1' }] },
        { hostname: 'a.example.com', entity: 'component:default/a' },
      ),
    ).toMatchObject({
      hostname: 'a.example.com',
      entity: 'component:default/a',
      pullRequestUrl: 'https://git/1',
      links: [],
    });
  });

  it('takes pages only', () => {
    const bad = 'javascript:alert(1)'; // eslint-disable-line no-script-url

    expect(
      readTaskOutput({
        pullRequestUrl: bad,
        links: [{ title: 'x', url: bad }],
      }),
    ).toMatchObject({
      pullRequestUrl: undefined,
      links: [],
    });
  });
});
