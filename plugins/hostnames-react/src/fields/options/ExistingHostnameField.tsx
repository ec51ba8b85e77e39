import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import { useHostnames } from '../../hooks/useHostnames';
import { hostnamesReactTranslationRef } from '../../translation';
import { textOf } from '../formValues';
import { OptionSelect, type Option } from './OptionSelect';
import type { OptionFieldProps } from './schema';

/** Most hostnames offered in one list. */
const LIMIT = 200;

/** A hostname that the chosen entity or namespace holds already, wildcards included. @public */
export function ExistingHostnameField(props: OptionFieldProps) {
  const {
    onChange,
    rawErrors,
    required,
    disabled,
    readonly,
    schema,
    uiSchema,
    formData,
    idSchema,
    formContext,
  } = props;
  const { t } = useTranslationRef(hostnamesReactTranslationRef);
  const names = uiSchema?.['ui:options']?.fields;
  const entity = textOf(formContext?.formData, names, 'entity');
  const namespace = textOf(formContext?.formData, names, 'namespace');
  const source = useHostnames({
    entity: entity ? [entity] : undefined,
    namespace: namespace ? [namespace] : undefined,
    orderBy: 'hostname',
    order: 'asc',
    limit: LIMIT,
  });

  return (
    <OptionSelect
      id={idSchema.$id}
      label={schema.title ?? t('field.existing.title')}
      help={schema.description ?? t('field.existing.help')}
      value={formData}
      onChange={onChange}
      options={source.value && withoutRepeats(source.value.items.map(toOption))}
      source={source}
      required={required}
      disabled={disabled || readonly}
      errors={rawErrors}
      emptyText={t('field.existing.none')}
    />
  );
}

function toOption(item: {
  hostname: string;
  displayName?: string;
  ref: { cluster: string };
  verdict: { label: string };
}): Option {
  return {
    value: item.hostname,
    label: item.displayName ?? item.hostname,
    hint: item.verdict.label,
  };
}

function withoutRepeats(options: Option[]): Option[] {
  return [...new Map(options.map(option => [option.value, option])).values()];
}
