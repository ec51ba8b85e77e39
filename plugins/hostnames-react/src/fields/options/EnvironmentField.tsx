import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import { useFormOptions } from '../../hooks/useFormOptions';
import { hostnamesReactTranslationRef } from '../../translation';
import { OptionSelect } from './OptionSelect';
import type { OptionFieldProps } from './schema';
import { useOnlyOption } from './useOnlyOption';

/** One of the environments that the platform team has configured. @public */
export function HostnameEnvironmentField(props: OptionFieldProps) {
  const {
    onChange,
    rawErrors,
    required,
    disabled,
    readonly,
    schema,
    formData,
    idSchema,
  } = props;
  const { t } = useTranslationRef(hostnamesReactTranslationRef);
  const source = useFormOptions();
  const options = source.value?.environments.map(name => ({
    value: name,
    label: name,
  }));
  useOnlyOption({ options, value: formData, required, onChange });

  return (
    <OptionSelect
      id={idSchema.$id}
      label={schema.title ?? t('field.environment.title')}
      help={schema.description}
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
