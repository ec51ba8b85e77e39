import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import { useFormOptions } from '../../hooks/useFormOptions';
import { hostnamesReactTranslationRef } from '../../translation';
import { textOf } from '../formValues';
import { OptionSelect } from './OptionSelect';
import type { OptionFieldProps } from './schema';

/** A hosted zone, by id; may be left open where the field is not required. @public */
export function HostnameZoneField(props: OptionFieldProps) {
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
  const source = useFormOptions();
  const visibility = textOf(
    formContext?.formData,
    uiSchema?.['ui:options']?.fields,
    'visibility',
  );
  const options = source.value?.zones
    .filter(
      zone => visibility !== 'internet-facing' || zone.visibility === 'public',
    )
    .map(({ id, name, visibility: seenFrom }) => ({
      value: id,
      label: name,
      hint: `${seenFrom}, ${id}`,
    }));

  return (
    <OptionSelect
      id={idSchema.$id}
      label={schema.title ?? t('field.zone.title')}
      help={schema.description ?? t('field.zone.help')}
      value={formData}
      onChange={onChange}
      options={options}
      source={source}
      required={required}
      disabled={disabled || readonly}
      errors={rawErrors}
      noneLabel={required ? undefined : t('field.zone.automatic')}
    />
  );
}
