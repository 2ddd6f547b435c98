import { apiKeyMetrics } from '@sallyport/api-keys'
import { auditMetrics } from '@sallyport/audit-chain'
import { configMetrics } from '@sallyport/config-validation/watch'
import { controlsMetrics } from '@sallyport/controls'
import { coreMetrics } from '@sallyport/core'
import { healthMetrics } from '@sallyport/health'
import { limitMetrics } from '@sallyport/limits'
import { type Catalog, metricsMetrics } from '@sallyport/metrics'
import {
  accessMetrics,
  dataAccessMetrics,
  integrationMetrics,
  securityMetrics,
} from '@sallyport/metrics/catalogs'
import { httpServerMetrics } from '@sallyport/metrics/requests'
import { networkMetrics } from '@sallyport/network'
import { scopeMetrics } from '@sallyport/scopes'
import { sloMetrics } from '@sallyport/slo'
import { webhookMetrics } from '@sallyport/webhook-auth'

/** The lists of all packages. */
export const allCatalogs: Readonly<Record<string, Catalog>> = {
  accessMetrics,
  apiKeyMetrics,
  auditMetrics,
  configMetrics,
  controlsMetrics,
  coreMetrics,
  dataAccessMetrics,
  healthMetrics,
  httpServerMetrics,
  integrationMetrics,
  limitMetrics,
  metricsMetrics,
  networkMetrics,
  scopeMetrics,
  securityMetrics,
  sloMetrics,
  webhookMetrics,
}
