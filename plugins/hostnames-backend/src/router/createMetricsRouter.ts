import { Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { Registry } from 'prom-client';

/** `/metrics` for Prometheus, without sign-in: so no label may carry a hostname, a namespace or an owner. */
export function createMetricsRouter(registry: Registry): Router {
  const router = PromiseRouter();
  router.get('/metrics', async (_request, response) => {
    response.set('content-type', registry.contentType);
    response.send(await registry.metrics());
  });
  return router;
}
