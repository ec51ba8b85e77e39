import { useEffect, useState } from 'react';
import FormHelperText from '@material-ui/core/FormHelperText';
import TextField from '@material-ui/core/TextField';
import { useAnalytics } from '@backstage/core-plugin-api';
import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import { parseHostname } from '@hostmaster/backstage-plugin-hostnames-common';
import { useAvailability } from '../../hooks/useAvailability';
import { hostnamesReactTranslationRef } from '../../translation';
import { questionFrom } from '../formValues';
import { AvailabilityPanel } from './AvailabilityPanel';
import type { HostnameFieldProps } from './schema';

/**
 * A hostname in a form, checked while typing: its canonical form, the zone it falls into, whether it is free and, if
 * not, who holds it and what else is free. The form's value is the canonical form as soon as there is one.
 *
 * @public
 */
export function HostnameField(props: HostnameFieldProps) {
  const {
    onChange,
    onBlur,
    onFocus,
    rawErrors = [],
    required,
    disabled,
    readonly,
    schema,
    uiSchema,
    formData,
  } = props;
  const { idSchema, formContext, autofocus, placeholder } = props;
  const { t } = useTranslationRef(hostnamesReactTranslationRef);
  const analytics = useAnalytics();
  const [text, setText] = useTypedText(formData);
  const names = uiSchema?.['ui:options']?.fields;
  const availability = useAvailability(
    questionFrom(text, formContext?.formData, names),
  );
  const panelId = `${idSchema.$id}-availability`;

  function change(typed: string) {
    setText(typed);
    onChange(canonical(typed) || undefined);
  }

  return (
    <div>
      <TextField
        id={idSchema.$id}
        fullWidth
        margin="normal"
        label={schema.title ?? t('field.hostname.title')}
        placeholder={placeholder ?? 'shop.example.com'}
        value={text}
        required={required}
        disabled={disabled || readonly}
        // Whoever writes the template asks for it (ui:autofocus).
        // eslint-disable-next-line jsx-a11y/no-autofocus
        autoFocus={autofocus}
        error={rawErrors.length > 0}
        onChange={event => change(event.target.value)}
        onBlur={() => onBlur(idSchema.$id, formData)}
        onFocus={() => onFocus(idSchema.$id, formData)}
        inputProps={{
          autoComplete: 'off',
          autoCapitalize: 'none',
          spellCheck: false,
          maxLength: 1024,
          'aria-describedby': panelId,
        }}
      />
      <FormHelperText error={false}>
        {schema.description ?? t('field.hostname.help')}
      </FormHelperText>
      <AvailabilityPanel
        id={panelId}
        state={availability}
        onChoose={alternative => {
          analytics.captureEvent('choose-alternative', 'hostname field');
          change(alternative);
        }}
      />
    </div>
  );
}

/** What stands in the input: it follows the form's value only when somebody else has changed that. */
function useTypedText(
  value: string | undefined,
): [string, (typed: string) => void] {
  const [text, setText] = useState(value ?? '');

  useEffect(() => {
    setText(current =>
      (canonical(current) || undefined) === (value || undefined)
        ? current
        : value ?? '',
    );
  }, [value]);

  return [text, setText];
}

function canonical(typed: string): string {
  const parsed = parseHostname(typed.trim());
  return parsed.kind === 'hostname' ? parsed.hostname : typed.trim();
}
