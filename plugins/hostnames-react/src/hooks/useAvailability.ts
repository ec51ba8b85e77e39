import { useEffect, useState } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import type { Availability } from '@hostmaster/backstage-plugin-hostnames-common';
import type { AvailabilityQuestion } from '../api/HostnamesApi';
import { hostnamesApiRef } from '../api/hostnamesApiRef';

/** How far the question is. @public */
export type AvailabilityState =
  | { kind: 'idle' }
  | { kind: 'checking'; hostname: string }
  | { kind: 'checked'; hostname: string; availability: Availability }
  | { kind: 'failed'; hostname: string; error: unknown };

/** Quiet time after the last key before a name is asked for, in ms. */
const DEBOUNCE = 300;

/**
 * Whether a name can be had. Asked once, 300 ms after the question last changed; a question overtaken by another is
 * cancelled and its answer dropped. An empty name is not asked for.
 *
 * @public
 */
export function useAvailability(
  question: AvailabilityQuestion,
): AvailabilityState {
  const api = useApi(hostnamesApiRef);
  const key = JSON.stringify(normal(question));
  const [answer, setAnswer] = useState<{
    key: string;
    state: AvailabilityState;
  }>();

  useEffect(() => {
    const asked: AvailabilityQuestion = JSON.parse(key);
    if (!asked.hostname) return undefined;
    const { hostname } = asked;
    const controller = new AbortController();
    const settle = (state: AvailabilityState) => {
      if (!controller.signal.aborted) setAnswer({ key, state });
    };
    const timer = setTimeout(() => {
      api.checkAvailability(asked, { signal: controller.signal }).then(
        availability => settle({ kind: 'checked', hostname, availability }),
        error => settle({ kind: 'failed', hostname, error }),
      );
    }, DEBOUNCE);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [api, key]);

  const hostname = question.hostname.trim();
  if (!hostname) return { kind: 'idle' };
  return answer?.key === key ? answer.state : { kind: 'checking', hostname };
}

/** The question without what is not answered yet, so that equal questions are equal texts. */
export function normal(question: AvailabilityQuestion): AvailabilityQuestion {
  const { hostname, profile, environment, visibility, entity, zoneId } =
    question;
  return {
    hostname: hostname.trim(),
    profile: profile || undefined,
    environment: environment || undefined,
    visibility: visibility || undefined,
    entity: entity || undefined,
    zoneId: zoneId || undefined,
  };
}
