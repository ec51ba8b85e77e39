import { useEffect, useState } from 'react';
import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import Button from '@material-ui/core/Button';
import Checkbox from '@material-ui/core/Checkbox';
import ListItemText from '@material-ui/core/ListItemText';
import MenuItem from '@material-ui/core/MenuItem';
import { makeStyles } from '@material-ui/core/styles';
import TextField from '@material-ui/core/TextField';
import type { HostnameList } from '@hostmaster/backstage-plugin-hostnames-common';
import type { HostnamesQuery } from '@hostmaster/backstage-plugin-hostnames-react';
import { hostnamesTranslationRef } from '../translation';
import { hasFilters, type ListFilter } from './fleetQuery';

/** Quiet time after the last key before the text is searched for, in ms. */
const DEBOUNCE = 300;

const useStyles = makeStyles(theme => ({
  root: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'flex-end',
    gap: theme.spacing(1, 2),
    minWidth: 0,
  },
  text: { flex: '2 1 200px' },
  select: { flex: '1 1 130px', minWidth: 0, maxWidth: 240 },
}));

interface FleetFiltersProps {
  query: HostnamesQuery;
  facets?: HostnameList['facets'];
  onChange(filter: ListFilter | 'text', values: string[]): void;
  onClear(): void;
}

/** Filters of the table, each with the values that there are. */
export function FleetFilters({
  query,
  facets,
  onChange,
  onClear,
}: FleetFiltersProps) {
  const classes = useStyles();
  const { t } = useTranslationRef(hostnamesTranslationRef);
  const selects: Array<[ListFilter, string[]]> = [
    ['owner', facets?.owners ?? []],
    ['cluster', facets?.clusters ?? []],
    ['namespace', facets?.namespaces ?? []],
    ['gateway', facets?.gateways ?? []],
    ['zone', facets?.zones ?? []],
  ];

  return (
    <div className={classes.root} role="search" aria-label={t('fleet.filters')}>
      <TextFilter
        value={query.text ?? ''}
        onChange={text => onChange('text', [text])}
        className={classes.text}
      />
      {selects.map(([filter, values]) => (
        <SelectFilter
          key={filter}
          filter={filter}
          values={values}
          selected={query[filter] ?? []}
          onChange={chosen => onChange(filter, chosen)}
          className={classes.select}
        />
      ))}
      {hasFilters(query) && (
        <Button size="small" onClick={onClear}>
          {t('fleet.clear')}
        </Button>
      )}
    </div>
  );
}

function TextFilter(props: {
  value: string;
  onChange(text: string): void;
  className: string;
}) {
  const { value, onChange, className } = props;
  const { t } = useTranslationRef(hostnamesTranslationRef);
  const [text, setText] = useState(value);

  useEffect(() => setText(value), [value]);
  useEffect(() => {
    if (text.trim() === value) return undefined;
    const timer = setTimeout(() => onChange(text.trim()), DEBOUNCE);
    return () => clearTimeout(timer);
    // The parent gives a new onChange with every render: it is no reason to wait longer.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [text, value]);

  return (
    <TextField
      id="fleet-text"
      type="search"
      label={t('fleet.text')}
      value={text}
      className={className}
      onChange={event => setText(event.target.value)}
      inputProps={{ maxLength: 253, autoComplete: 'off', spellCheck: false }}
    />
  );
}

interface SelectFilterProps {
  filter: ListFilter;
  values: string[];
  selected: string[];
  onChange(values: string[]): void;
  className: string;
}

function SelectFilter({
  filter,
  values,
  selected,
  onChange,
  className,
}: SelectFilterProps) {
  const { t } = useTranslationRef(hostnamesTranslationRef);
  const offered = [...new Set([...selected, ...values])];

  return (
    <TextField
      id={`fleet-${filter}`}
      select
      label={t(`fleet.filter.${filter}`)}
      value={selected}
      className={className}
      disabled={offered.length === 0}
      onChange={event => onChange([event.target.value].flat())}
      SelectProps={{
        multiple: true,
        renderValue: chosen => (chosen as string[]).map(shortRef).join(', '),
        MenuProps: {
          getContentAnchorEl: null,
          anchorOrigin: { vertical: 'bottom', horizontal: 'left' },
        },
      }}
    >
      {offered.map(value => (
        <MenuItem key={value} value={value} dense>
          <Checkbox
            size="small"
            color="primary"
            checked={selected.includes(value)}
            tabIndex={-1}
            disableRipple
          />
          <ListItemText
            primary={shortRef(value)}
            style={{ overflowWrap: 'anywhere', whiteSpace: 'normal' }}
          />
        </MenuItem>
      ))}
    </TextField>
  );
}

/** `group:default/checkout` is a checkout to people. */
function shortRef(ref: string): string {
  return ref.replace(/^[a-z]+:default\//i, '');
}
