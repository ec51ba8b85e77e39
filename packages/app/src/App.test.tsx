import { render, screen } from '@testing-library/react';
import App from './App';

function configured(data: object) {
  process.env = {
    NODE_ENV: 'test',
    APP_CONFIG: [
      {
        data: {
          app: { title: 'Hostmaster' },
          backend: { baseUrl: 'http://localhost:7007' },
          ...data,
        },
        context: 'test',
      },
    ] as never,
  };
}

describe('App', () => {
  beforeEach(() => window.sessionStorage.clear());

  it('offers the users of the sandbox', async () => {
    configured({
      sandbox: {
        users: [
          {
            name: 'dana',
            title: 'Developer of team checkout',
            description: 'Owns the service shop',
          },
          { name: 'petra', title: 'Platform engineer' },
        ],
      },
    });

    render(App.createRoot());

    expect(
      await screen.findByText('Developer of team checkout'),
    ).toBeInTheDocument();
    expect(screen.getByText('Platform engineer')).toBeInTheDocument();
  });
});
