export { accessMetrics } from './catalogs/access.ts'
export { dataAccessMetrics } from './catalogs/data-access.ts'
export { integrationMetrics } from './catalogs/integrations.ts'
