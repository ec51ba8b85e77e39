import { useEffect } from 'react';
import type { Option } from './OptionSelect';

/** Where a value is required and only one is offered, it is chosen. */
export function useOnlyOption(field: {
  options?: Option[];
  value?: string;
  required?: boolean;
  onChange(value: string): void;
}) {
  const { options, value, required, onChange } = field;
  const only = options?.length === 1 ? options[0].value : undefined;

  useEffect(() => {
    if (required && value === undefined && only !== undefined) onChange(only);
    // The form gives a new onChange with every render: it is no reason to choose again.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [required, value, only]);
}
