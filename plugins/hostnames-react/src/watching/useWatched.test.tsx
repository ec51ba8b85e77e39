import { act, renderHook, waitFor } from '@testing-library/react';
import { TestApiProvider } from '@backstage/frontend-test-utils';
import { signalApiRef, type SignalApi } from '@backstage/plugin-signals-react';
import type { JsonObject } from '@backstage/types';
import { useWatched } from './useWatched';

class FakeSignals {
  private listeners: Array<(message: JsonObject) => void> = [];
  readonly api = {
    subscribe: (_channel: string, listener: (message: JsonObject) => void) => {
      this.listeners.push(listener);
      return { unsubscribe: () => {} };
    },
  } as SignalApi;
  send(message: JsonObject) {
    this.listeners.forEach(listener => listener(message));
  }
}

function render(
  load: (signal: AbortSignal) => Promise<string>,
  initial: { key?: string; interval?: number; keep?: boolean } = {},
) {
  const signals = new FakeSignals();
  const hook = renderHook(
    (props: { key?: string; interval?: number; keep?: boolean }) =>
      useWatched({
        key: 'key' in props ? props.key : 'a',
        load,
        intervalAfter: () => props.interval,
        keepPrevious: props.keep,
      }),
    {
      initialProps: initial,
      wrapper: ({ children }) => (
        <TestApiProvider apis={[[signalApiRef, signals.api]]}>
          {children}
        </TestApiProvider>
      ),
    },
  );
  return { ...hook, signals };
}

describe('useWatched', () => {
  afterEach(() => jest.useRealTimers());

  it('reads a value', async () => {
    const { result } = render(async () => 'one');

    expect(result.current).toMatchObject({ loading: true, value: undefined });
    await waitFor(() =>
      expect(result.current).toMatchObject({ loading: false, value: 'one' }),
    );
  });

  it('asks nothing while there is no key', async () => {
    const load = jest.fn(async () => 'one');
    const { result } = render(load, { key: undefined });

    expect(result.current.loading).toBe(false);
    expect(load).not.toHaveBeenCalled();
  });

  it('keeps the last value, with its time, when a later read fails, and recovers', async () => {
    const answers = [
      async () => 'one',
      () => Promise.reject(new Error('down')),
      async () => 'three',
    ];
    const { result } = render(() => answers.shift()!());
    await waitFor(() => expect(result.current.value).toBe('one'));
    const { readAt } = result.current;

    await act(() => result.current.refresh());

    expect(result.current).toMatchObject({
      value: 'one',
      readAt,
      error: new Error('down'),
    });
    await act(() => result.current.refresh());
    expect(result.current).toMatchObject({ value: 'three', error: undefined });
  });

  it('drops the answer to an older question', async () => {
    const answers = new Map<string, (value: string) => void>();
    let asked = 'a';
    const { result, rerender } = render(
      () => new Promise(resolve => answers.set(asked, resolve)),
    );
    asked = 'b';
    rerender({ key: 'b' });

    await act(async () => answers.get('b')!('of b'));
    await act(async () => answers.get('a')!('of a'));

    expect(result.current.value).toBe('of b');
  });

  it('forgets the value with its key, or keeps it when asked to until the next is there', async () => {
    const never = new Promise<string>(() => {});
    const answers: Array<Promise<string>> = [Promise.resolve('one'), never];
    const forgetting = render(() => answers.shift()!);
    await waitFor(() => expect(forgetting.result.current.value).toBe('one'));
    forgetting.rerender({ key: 'b' });
    expect(forgetting.result.current).toMatchObject({
      value: undefined,
      loading: true,
    });

    const more: Array<Promise<string>> = [Promise.resolve('one'), never];
    const keeping = render(() => more.shift()!, { keep: true });
    await waitFor(() => expect(keeping.result.current.value).toBe('one'));
    keeping.rerender({ key: 'b', keep: true });
    expect(keeping.result.current).toMatchObject({
      value: 'one',
      loading: false,
      refreshing: true,
    });
  });

  it('reads again after the interval, and not while the page is hidden', async () => {
    jest.useFakeTimers();
    const hidden = jest.spyOn(document, 'hidden', 'get').mockReturnValue(false);
    const load = jest.fn(async () => 'x');
    render(load, { interval: 10_000 });
    await act(() => jest.advanceTimersByTimeAsync(0));
    await act(() => jest.advanceTimersByTimeAsync(10_000));
    expect(load).toHaveBeenCalledTimes(2);

    hidden.mockReturnValue(true);
    await act(() => jest.advanceTimersByTimeAsync(60_000));
    expect(load).toHaveBeenCalledTimes(2);

    hidden.mockReturnValue(false);
    await act(async () =>
      document.dispatchEvent(new Event('visibilitychange')),
    );
    expect(load).toHaveBeenCalledTimes(3);
    hidden.mockRestore();
  });

  it('reads once for a burst of signals', async () => {
    jest.useFakeTimers();
    const load = jest.fn(async () => 'x');
    const { signals } = render(load);
    await act(() => jest.advanceTimersByTimeAsync(0));

    act(() => signals.send({ changed: true, id: '1' }));
    act(() => signals.send({ changed: true, id: '2' }));
    await act(() => jest.advanceTimersByTimeAsync(2_000));

    expect(load).toHaveBeenCalledTimes(2);
  });

  it('takes the answer of a write, but not for another key', async () => {
    const { result, rerender } = render(async () => 'read');
    await waitFor(() => expect(result.current.value).toBe('read'));
    const { replace } = result.current;

    act(() => replace('written'));
    expect(result.current.value).toBe('written');

    rerender({ key: 'b' });
    await waitFor(() => expect(result.current.value).toBe('read'));
    act(() => replace('late'));
    expect(result.current.value).toBe('read');
  });
});
