import { useEffect, useState } from 'react';
import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import IconButton from '@material-ui/core/IconButton';
import Tooltip from '@material-ui/core/Tooltip';
import DoneIcon from '@material-ui/icons/Done';
import FileCopyOutlinedIcon from '@material-ui/icons/FileCopyOutlined';
import useCopyToClipboard from 'react-use/esm/useCopyToClipboard';
import { hostnamesReactTranslationRef } from '../translation';

/** @public */
export interface CopyButtonProps {
  /** What is copied. */
  text: string;
  /** What it is, in words, for the tooltip and screen readers: "expected value". */
  what: string;
}

/** Copies a text and says so. @public */
export function CopyButton({ text, what }: CopyButtonProps) {
  const { t } = useTranslationRef(hostnamesReactTranslationRef);
  const [{ value, error }, copy] = useCopyToClipboard();
  const [told, setTold] = useState(false);

  useEffect(() => {
    if (!told) return undefined;
    const timer = setTimeout(() => setTold(false), 2_000);
    return () => clearTimeout(timer);
  }, [told]);

  const copied = told && value === text && !error;
  const label = copied ? t('copy.done') : t('copy.label', { what });
  return (
    <Tooltip title={told && error ? t('copy.failed') : label}>
      <IconButton
        size="small"
        aria-label={label}
        onClick={event => {
          event.stopPropagation();
          copy(text);
          setTold(true);
        }}
      >
        {copied ? (
          <DoneIcon fontSize="inherit" />
        ) : (
          <FileCopyOutlinedIcon fontSize="inherit" />
        )}
      </IconButton>
    </Tooltip>
  );
}
