import Button from '@material-ui/core/Button';
import FormHelperText from '@material-ui/core/FormHelperText';
import MenuItem from '@material-ui/core/MenuItem';
import TextField from '@material-ui/core/TextField';
import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import { useFailureText } from '../../states/useFailureText';
import { hostnamesReactTranslationRef } from '../../translation';
import type { Watched } from '../../watching/useWatched';

export interface Option {
  value: string;
  label: string;
  /** A second, quieter line. */
  hint?: string;
}

interface OptionSelectProps {
  id: string;
  label: string;
  help?: string;
  value?: string;
  onChange(value: string | undefined): void;
  /** `undefined` while loading. */
  options?: Option[];
  /** Where the options come from: for what went wrong and trying again. */
  source: Pick<Watched<unknown>, 'error' | 'refresh' | 'refreshing'>;
  required?: boolean;
  disabled?: boolean;
  /** Messages of the form; it shows them itself, here they mark the field. */
  errors?: string[];
  /** The choice of not choosing. */
  noneLabel?: string;
  /** Said when there is nothing to choose. */
  emptyText?: string;
}

/** One of a few values that the backend offers, with what is said while they load, fail or are gone. */
export function OptionSelect(props: OptionSelectProps) {
  const {
    id,
    label,
    help,
    value,
    onChange,
    options,
    source,
    required,
    disabled,
    errors = [],
    noneLabel,
    emptyText,
  } = props;
  const { t } = useTranslationRef(hostnamesReactTranslationRef);
  const failureText = useFailureText();
  const gone =
    options !== undefined &&
    value !== undefined &&
    !options.some(option => option.value === value);
  const failed = source.error !== undefined && options === undefined;
  const empty = options?.length === 0 && emptyText !== undefined;

  return (
    <div>
      <TextField
        id={id}
        select
        fullWidth
        margin="normal"
        label={label}
        value={value ?? ''}
        required={required}
        disabled={disabled || options === undefined || empty}
        error={errors.length > 0 || gone || failed}
        onChange={event => onChange(event.target.value || undefined)}
        SelectProps={{
          displayEmpty: noneLabel !== undefined,
          SelectDisplayProps: { 'aria-describedby': `${id}-help` } as object,
        }}
        InputLabelProps={noneLabel === undefined ? undefined : { shrink: true }}
      >
        {noneLabel !== undefined && <MenuItem value="">{noneLabel}</MenuItem>}
        {gone && (
          <MenuItem value={value} disabled>
            {value}
          </MenuItem>
        )}
        {options?.map(option => (
          <MenuItem key={option.value} value={option.value}>
            <span style={{ overflowWrap: 'anywhere', whiteSpace: 'normal' }}>
              {option.label}
              {option.hint && ` (${option.hint})`}
            </span>
          </MenuItem>
        ))}
        {options === undefined && (
          <MenuItem value={value ?? ''}>{value ?? ''}</MenuItem>
        )}
      </TextField>
      <div id={`${id}-help`} role="status">
        {gone && (
          <FormHelperText error>
            {t('field.options.gone', { value })}
          </FormHelperText>
        )}
        {failed && (
          <FormHelperText error>
            {t('field.options.failed', { reason: failureText(source.error) })}{' '}
            <Button
              size="small"
              onClick={() => source.refresh()}
              disabled={source.refreshing}
            >
              {t('field.options.retry')}
            </Button>
          </FormHelperText>
        )}
        {options === undefined && !failed && (
          <FormHelperText>{t('field.options.loading')}</FormHelperText>
        )}
        {empty && <FormHelperText>{emptyText}</FormHelperText>}
        {help && <FormHelperText error={false}>{help}</FormHelperText>}
      </div>
    </div>
  );
}
