import { Route53Request } from './Route53Request';
import { Route53State } from './Route53State';

/** One operation of Route 53. @public */
export interface Route53Operation {
  name: string;
  method: 'GET' | 'POST' | 'DELETE';
  /** Below `/2013-04-01/`, with `{parameters}`. */
  path: string;
  execute(request: Route53Request, state: Route53State): Response;
}
