import { HttpAuthService } from '@backstage/backend-plugin-api';
import { Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { Registry } from 'prom-client';

/**
 * `/metrics` for Prometheus. With `httpAuth` only for services that show a token; without it for everybody whom the auth policy
 * lets in: so no label may carry a hostname, a namespace or an owner.
 */
export function createMetricsRouter(
  registry: Registry,
  httpAuth?: HttpAuthService,
): Router {
  const router = PromiseRouter();
  router.get('/metrics', async (request, response) => {
    if (httpAuth) await httpAuth.credentials(request, { allow: ['service'] });
    response.set('content-type', registry.contentType);
    response.send(await registry.metrics());
  });
  return router;
}
