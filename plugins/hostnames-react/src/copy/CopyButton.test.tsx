import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import { CopyButton } from './CopyButton';

describe('CopyButton', () => {
  it('says what it copies, and that it did', async () => {
    document.execCommand = jest.fn(() => true);
    renderInTestApp(<CopyButton text="10.0.0.1" what="expected value" />);

    await userEvent.click(
      await screen.findByRole('button', { name: 'Copy expected value' }),
    );

    expect(
      await screen.findByRole('button', { name: 'Copied' }),
    ).toBeInTheDocument();
  });
});
