import { Health, HealthParts } from '../../domain/api.ts';
import { type Api, replies } from '../api-type.ts';
import type { WebServices } from '../services.ts';

const tags = ['health'];

/** GET /health for container checks (says only the status), GET /health/parts for the reader. */
export function addHealthRoutes(api: Api, services: Pick<WebServices, 'health'>): void {
  api.get(
    '/health',
    { config: { isOpen: true }, schema: { tags, security: [], response: replies(200, Health) } },
    async () => ({ status: services.health().status }),
  );
  api.get('/health/parts', { schema: { tags, response: replies(200, HealthParts) } }, async () =>
    services.health(),
  );
}
