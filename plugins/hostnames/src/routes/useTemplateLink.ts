import { useCallback } from 'react';
import { useRouteRef } from '@backstage/core-plugin-api';
import { templateRouteRef } from './routes';

/** Where the shipped templates live in the catalog. */
const TEMPLATE_NAMESPACE = 'default';

/**
 * Links to the form of a template of ours, filled in with values; `undefined` where the app has no scaffolder. A template
 * may be named with a namespace: `platform/request-hostname`.
 */
export function useTemplateLink(): (
  template: string,
  formData?: object,
) => string | undefined {
  const link = useRouteRef(templateRouteRef);

  return useCallback(
    (template, formData) => {
      if (!link) return undefined;
      const [namespace, templateName] = template.includes('/')
        ? template.split('/', 2)
        : [TEMPLATE_NAMESPACE, template];
      const path = link({ namespace, templateName });
      if (!formData || Object.keys(formData).length === 0) return path;
      return `${path}?${new URLSearchParams({
        formData: JSON.stringify(formData),
      })}`;
    },
    [link],
  );
}
