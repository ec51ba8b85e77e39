import { useEffect, useState } from 'react';

/** The wall clock in milliseconds, renewed every `interval` milliseconds. @public */
export function useNow(interval = 15_000): number {
  const [now, setNow] = useState(() => Date.now());

  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), interval);
    return () => clearInterval(timer);
  }, [interval]);

  return now;
}
