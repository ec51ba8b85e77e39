export { DataTable, type Column } from './DataTable';
export { Section } from './Section';
export { Skeleton } from './Skeleton';
export { SkeletonRows } from './SkeletonRows';
export { Value } from './Value';
