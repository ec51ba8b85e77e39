import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import { useFormOptions } from '../../hooks/useFormOptions';
import { hostnamesReactTranslationRef } from '../../translation';
import { textOf } from '../formValues';
import { OptionSelect } from './OptionSelect';
import type { OptionFieldProps } from './schema';
import { useOnlyOption } from './useOnlyOption';

/** The class of gateways; those that the chosen environment does not allow are left out. @public */
export function HostnameProfileField(props: OptionFieldProps) {
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
  const only = uiSchema?.['ui:options'];
  const environment = textOf(
    formContext?.formData,
    only?.fields,
    'environment',
  );
  const options = source.value?.profiles
    .filter(
      profile =>
        !profile.environments ||
        !environment ||
        profile.environments.includes(environment),
    )
    .filter(profile => !only?.placement || profile.placement === only.placement)
    .filter(
      profile =>
        !only?.certificates || profile.certificates === only.certificates,
    )
    .map(({ name }) => ({ value: name, label: name }));
  useOnlyOption({ options, value: formData, required, onChange });

  return (
    <OptionSelect
      id={idSchema.$id}
      label={schema.title ?? t('field.profile.title')}
      help={schema.description ?? t('field.profile.help')}
      value={formData}
      onChange={onChange}
      options={options}
      source={source}
      required={required}
      disabled={disabled || readonly}
      errors={rawErrors}
    />
  );
}
