import { abuseMetrics, operationMetrics } from './security-abuse.ts'
import { attackMetrics } from './security-attacks.ts'
import { qualityMetrics, responseMetrics } from './security-detection.ts'
import { complianceMetrics, postureMetrics } from './security-posture.ts'

/**
 * What the defence of a service measures. Not here, as other lists have them: failed logins (`auth.failures`), limits
 * that refused (`limits.violations`), events of the audit log (`audit.events`), each with its `security_` name as alias.
 */
export const securityMetrics: typeof attackMetrics &
  typeof abuseMetrics &
  typeof operationMetrics &
  typeof responseMetrics &
  typeof qualityMetrics &
  typeof postureMetrics &
  typeof complianceMetrics = {
  ...attackMetrics,
  ...abuseMetrics,
  ...operationMetrics,
  ...responseMetrics,
  ...qualityMetrics,
  ...postureMetrics,
  ...complianceMetrics,
}
