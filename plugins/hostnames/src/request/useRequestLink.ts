import type { Entity } from '@backstage/catalog-model';
import { useTemplateLink } from '../routes';
import { REQUEST_TEMPLATE, requestFormData } from './requestFormData';

/** The request form, filled in with what the entity and the page know; `undefined` where the app has no scaffolder. */
export function useRequestLink(
  entity?: Entity,
  known: { hostname?: string } = {},
): string | undefined {
  const templateLink = useTemplateLink();
  return templateLink(REQUEST_TEMPLATE, {
    ...requestFormData(entity),
    ...known,
  });
}
