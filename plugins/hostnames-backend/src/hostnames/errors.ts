import {
  ProviderError,
  ProviderErrorCode,
} from '@hostmaster/backstage-plugin-hostnames-node';
import { KubernetesError } from '@hostmaster/kubernetes-runtime';

/** A write was refused because the world is not as it was seen: nothing to tell, only to look again. */
export class LookAgainError extends Error {
  override readonly name = 'LookAgainError';
}

/** A step cannot go on for a reason that conditions have a name for. */
export class StepError extends Error {
  override readonly name = 'StepError';

  constructor(readonly reason: string, message: string) {
    super(message);
  }
}

const PROVIDER_REASONS: Record<ProviderErrorCode, string> = {
  throttled: 'Throttled',
  unavailable: 'ProviderUnavailable',
  denied: 'AccessDenied',
  quota: 'QuotaReached',
  busy: 'ZoneBusy',
  notFound: 'NotFound',
  invalid: 'ProviderRefused',
};

/**
 * Condition reason and message of a thrown error; the same error gives the same words. Undefined: it says nothing about the
 * world but that it has to be looked at again.
 */
export function explainError(
  error: unknown,
): { reason: string; message: string } | undefined {
  if (error instanceof LookAgainError) return undefined;
  if (error instanceof StepError) {
    return { reason: error.reason, message: error.message };
  }
  if (error instanceof ProviderError) {
    return { reason: PROVIDER_REASONS[error.code], message: error.message };
  }
  if (error instanceof KubernetesError) return explainKubernetes(error);
  const message = error instanceof Error ? error.message : String(error);
  return { reason: 'ReconcileError', message: message.slice(0, 1024) };
}

function explainKubernetes(
  error: KubernetesError,
): { reason: string; message: string } | undefined {
  const { code, message } = error;
  switch (code) {
    case 'Conflict':
    case 'AlreadyExists':
    case 'Expired':
    case 'GateClosed':
      return undefined;
    case 'Unauthorized':
    case 'Forbidden':
      return { reason: 'AccessDenied', message };
    case 'BadRequest':
    case 'Invalid':
    case 'NotFound':
      return { reason: 'ReconcileError', message };
    default:
      return { reason: 'ClusterUnavailable', message };
  }
}
