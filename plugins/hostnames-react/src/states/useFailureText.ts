import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import { describeFailure } from '../api/failure';
import { hostnamesReactTranslationRef } from '../translation';

/** What failed, in one line of words: the kind of failure, then the backend's own message. @public */
export function useFailureText(): (error: unknown) => string {
  const { t } = useTranslationRef(hostnamesReactTranslationRef);

  return error => {
    const { kind, message } = describeFailure(error);
    const kindText = t(`failure.${kind}`);
    return kind === 'failed' || kind === 'unreachable'
      ? `${kindText} (${message})`
      : kindText;
  };
}
