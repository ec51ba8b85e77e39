/** How a measure spread, in seconds with one decimal. */
export interface Distribution {
  count: number;
  min: number;
  median: number;
  p99: number;
  max: number;
}

/** Of values in milliseconds; percentiles by the nearest rank. */
export function distribution(milliseconds: number[]): Distribution {
  const sorted = [...milliseconds].sort((left, right) => left - right);
  const rank = (share: number) =>
    seconds(sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? NaN);
  return {
    count: sorted.length,
    min: rank(0),
    median: rank(0.5),
    p99: rank(0.99),
    max: rank(1),
  };
}

function seconds(milliseconds: number): number {
  return Math.round(milliseconds / 100) / 10;
}
