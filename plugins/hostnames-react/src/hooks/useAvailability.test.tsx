import { act, renderHook } from '@testing-library/react';
import { TestApiProvider } from '@backstage/frontend-test-utils';
import type { Availability } from '@hostmaster/backstage-plugin-hostnames-common';
import type {
  AvailabilityQuestion,
  HostnamesApi,
  HostnamesCallOptions,
} from '../api/HostnamesApi';
import { hostnamesApiRef } from '../api/hostnamesApiRef';
import { useAvailability } from './useAvailability';

function render(hostname: string) {
  const asked: Array<{
    question: AvailabilityQuestion;
    call?: HostnamesCallOptions;
    answer(it: Partial<Availability>): void;
    fail(error: Error): void;
  }> = [];
  const api: Partial<HostnamesApi> = {
    checkAvailability: (question, call) =>
      new Promise((resolve, reject) =>
        asked.push({
          question,
          call,
          answer: it => resolve(it as Availability),
          fail: reject,
        }),
      ),
  };
  const hook = renderHook(
    (props: { hostname: string; profile?: string }) => useAvailability(props),
    {
      initialProps: { hostname } as { hostname: string; profile?: string },
      wrapper: ({ children }) => (
        <TestApiProvider apis={[[hostnamesApiRef, api as HostnamesApi]]}>
          {children}
        </TestApiProvider>
      ),
    },
  );
  return { ...hook, asked };
}

const pass = (milliseconds: number) =>
  act(() => jest.advanceTimersByTimeAsync(milliseconds));

describe('useAvailability', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('asks once, 300 ms after the last key', async () => {
    const { rerender, result, asked } = render('s');
    await pass(200);
    rerender({ hostname: 'sh' });
    await pass(200);
    rerender({ hostname: 'shop.example.com ' });
    await pass(299);
    expect(asked).toHaveLength(0);

    await pass(1);

    expect(asked.map(({ question }) => question.hostname)).toEqual([
      'shop.example.com',
    ]);
    expect(result.current).toEqual({
      kind: 'checking',
      hostname: 'shop.example.com',
    });
  });

  it('cancels a question that is overtaken and drops its answer', async () => {
    const { rerender, result, asked } = render('a.example.com');
    await pass(300);
    rerender({ hostname: 'b.example.com' });
    await pass(300);

    expect(asked[0].call?.signal?.aborted).toBe(true);
    await act(async () =>
      asked[1].answer({ hostname: 'b.example.com', verdict: 'free' }),
    );
    await act(async () =>
      asked[0].answer({ hostname: 'a.example.com', verdict: 'held' }),
    );

    expect(result.current).toMatchObject({
      kind: 'checked',
      availability: { hostname: 'b.example.com' },
    });
  });

  it('asks again when another part of the form changes', async () => {
    const { rerender, asked } = render('a.example.com');
    await pass(300);

    rerender({ hostname: 'a.example.com', profile: 'envoy' });
    await pass(300);

    expect(asked.map(({ question }) => question.profile)).toEqual([
      undefined,
      'envoy',
    ]);
  });

  it('says why it could not ask, and asks nothing for an empty name', async () => {
    const { rerender, result, asked } = render('a.example.com');
    await pass(300);
    await act(async () => asked[0].fail(new Error('down')));
    expect(result.current).toMatchObject({
      kind: 'failed',
      error: new Error('down'),
    });

    rerender({ hostname: '  ' });
    await pass(1_000);

    expect(result.current).toEqual({ kind: 'idle' });
    expect(asked).toHaveLength(1);
  });
});
