import { AuditorService, HttpAuthService } from '@backstage/backend-plugin-api';
import { BackstageCredentials } from '@backstage/backend-plugin-api';
import express, { Request } from 'express';
import { createOpenApiRouter } from '../schema/openapi';
import { HostnamesService } from '../service/HostnamesService';

/** The API of `openapi.yaml`: requests are validated against it, and every operation goes to the authorised service. */
export async function createRouter(options: {
  service: HostnamesService<BackstageCredentials>;
  httpAuth: HttpAuthService;
  auditor: AuditorService;
}): Promise<express.Router> {
  const { service, httpAuth, auditor } = options;
  const router = await createOpenApiRouter();
  const caller = (request: Request<any, any, any, any, any>) =>
    httpAuth.credentials(request, { allow: ['user', 'service'] });

  router.get('/hostnames', async (request, response) => {
    response.json(
      await service.listHostnames(request.query, await caller(request)),
    );
  });

  router.get(
    '/hostnames/:cluster/:namespace/:name',
    async (request, response) => {
      response.json(
        await service.getHostname(request.params, await caller(request)),
      );
    },
  );

  router.post(
    '/hostnames/:cluster/:namespace/:name/check',
    async (request, response) => {
      const { cluster, namespace, name } = request.params;
      const event = await auditor.createEvent({
        eventId: 'hostname-check',
        severityLevel: 'medium',
        request,
        meta: { cluster, namespace, name },
      });
      try {
        const detail = await service.checkHostname(
          request.params,
          await caller(request),
        );
        await event.success({
          meta: {
            hostname: detail.summary.hostname,
            level: detail.summary.verdict.level,
          },
        });
        response.json(detail);
      } catch (error) {
        await event.fail({ error: error as Error });
        throw error;
      }
    },
  );

  router.get(
    '/hostnames/:cluster/:namespace/:name/deletion-preview',
    async (request, response) => {
      response.json(
        await service.previewDeletion(request.params, await caller(request)),
      );
    },
  );

  router.get('/verdicts/:hostname', async (request, response) => {
    response.json(
      await service.getVerdict(request.params.hostname, await caller(request)),
    );
  });

  router.get('/availability', async (request, response) => {
    response.json(
      await service.checkAvailability(request.query, await caller(request)),
    );
  });

  router.get('/form-options', async (request, response) => {
    response.json(await service.getFormOptions(await caller(request)));
  });

  router.get('/capacity', async (request, response) => {
    response.json(await service.getCapacity(await caller(request)));
  });

  router.get('/status', async (request, response) => {
    response.json(await service.getStatus(await caller(request)));
  });

  return router;
}
