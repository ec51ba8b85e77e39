import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useSignal } from '@backstage/plugin-signals-react';

/** The channel on which the backend says that something of the user's hostnames has changed. @public */
export const HOSTNAMES_SIGNAL_CHANNEL = 'hostnames';

/** Something read from the backend and kept fresh. @public */
export interface Watched<T> {
  /** The newest value; kept when a later read fails. */
  value?: T;
  /** When the value was read, in wall-clock milliseconds. */
  readAt?: number;
  /** Why the newest read failed; gone after the next one that works. */
  error?: unknown;
  /** The first read for this question is under way. */
  loading: boolean;
  /** A read is under way, the first or a later one. */
  refreshing: boolean;
  /** Reads again now; resolves when done, never rejected. */
  refresh(): Promise<void>;
  /** Puts a newer value in place, for instance the answer of a write; ignored once something else is asked. */
  replace(value: T): void;
}

interface Options<T> {
  /** What is asked: another key starts over. `undefined`: nothing is asked yet. */
  key: string | undefined;
  load(signal: AbortSignal): Promise<T>;
  /** Milliseconds until the next read after this value; `undefined`: only on signals and when the page comes back. */
  intervalAfter?(value: T | undefined): number | undefined;
  /** Keeps the value of the previous key until the new one is there, for instance from page to page of a table. */
  keepPrevious?: boolean;
}

interface State<T> {
  key?: string;
  value?: T;
  readAt?: number;
  error?: unknown;
  pending: boolean;
}

/** Signals come in bursts: a later one within this time, in ms, shares the read. */
const SIGNAL_PAUSE = 1_000;

/**
 * Reads a value and keeps it fresh: again after `intervalAfter`, on a signal of the backend, and as soon as the page is
 * visible again; not at all while it is hidden. An answer to an older question is dropped.
 *
 * @public
 */
export function useWatched<T>(options: Options<T>): Watched<T> {
  const { key, keepPrevious = false } = options;
  const latest = useRef(options);
  latest.current = options;
  const [state, setState] = useState<State<T>>({ pending: key !== undefined });
  const running = useRef<AbortController>();

  const read = useCallback(async (): Promise<void> => {
    running.current?.abort();
    const asked = latest.current;
    if (asked.key === undefined) return;
    const controller = new AbortController();
    running.current = controller;
    setState(before => startOf(before, asked));
    const outcome = await settle(asked.load(controller.signal));
    if (controller.signal.aborted) return;
    running.current = undefined;
    setState(before =>
      outcome.kind === 'value'
        ? {
            key: asked.key,
            value: outcome.value,
            readAt: Date.now(),
            pending: false,
          }
        : { ...before, key: asked.key, error: outcome.error, pending: false },
    );
  }, []);

  useEffect(() => {
    read();
    return () => running.current?.abort();
  }, [read, key]);
  useNextRead(state, latest, read);
  useVisibleAgain(read);
  useSignalled(read);

  const current = state.key === key || keepPrevious;
  const value = current ? state.value : undefined;
  const pending = key !== undefined && (state.pending || state.key !== key);
  return useMemo(
    () => ({
      value,
      readAt: value === undefined ? undefined : state.readAt,
      error: state.key === key ? state.error : undefined,
      loading: pending && value === undefined,
      refreshing: pending,
      refresh: read,
      replace: (newer: T) => {
        if (latest.current.key !== key) return;
        running.current?.abort();
        setState({ key, value: newer, readAt: Date.now(), pending: false });
      },
    }),
    [value, state, key, pending, read],
  );
}

function startOf<T>(before: State<T>, asked: Options<T>): State<T> {
  if (before.key === asked.key || asked.keepPrevious)
    return { ...before, key: asked.key, pending: true };
  return { key: asked.key, pending: true };
}

async function settle<T>(
  promise: Promise<T>,
): Promise<{ kind: 'value'; value: T } | { kind: 'error'; error: unknown }> {
  try {
    return { kind: 'value', value: await promise };
  } catch (error) {
    return { kind: 'error', error };
  }
}

function useNextRead<T>(
  state: State<T>,
  latest: { current: Options<T> },
  read: () => Promise<void>,
) {
  useEffect(() => {
    if (state.pending || state.key === undefined) return undefined;
    const delay = latest.current.intervalAfter?.(state.value);
    if (delay === undefined) return undefined;
    const timer = setTimeout(() => {
      if (!document.hidden) read();
    }, delay);
    return () => clearTimeout(timer);
  }, [state, latest, read]);
}

function useVisibleAgain(read: () => Promise<void>) {
  useEffect(() => {
    const onChange = () => {
      if (!document.hidden) read();
    };
    document.addEventListener('visibilitychange', onChange);
    return () => document.removeEventListener('visibilitychange', onChange);
  }, [read]);
}

function useSignalled(read: () => Promise<void>) {
  const { lastSignal } = useSignal(HOSTNAMES_SIGNAL_CHANNEL);
  useEffect(() => {
    if (!lastSignal || document.hidden) return undefined;
    const timer = setTimeout(read, SIGNAL_PAUSE);
    return () => clearTimeout(timer);
  }, [lastSignal, read]);
}
