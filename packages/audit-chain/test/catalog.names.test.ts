import { type AuditCategory, type AuditLevel, auditEvents } from '@sallyport/audit-chain'
import { describe, expect, it } from 'vitest'

const events = Object.values(auditEvents)

/** Who already searches a log of theirs searches it with these words. */
const underscored = `
  auth_login auth_scope_denied auth_scope_granted user_created user_profile_accessed
  user_settings_changed admin_access admin_config_changed admin_user_impersonated memory_accessed
  memory_modified memory_searched ws_connect ws_message_sent ws_error api_request api_error
  system_startup system_shutdown security_suspicious_activity security_failed_login
  authentication_failed`
  .trim()
  .split(/\s+/)

/** Kinds of security events, by category, with the level that they are logged at. */
const kinds: readonly (readonly [AuditCategory, AuditLevel, string])[] = [
  ['authentication', 'info', 'login_success'],
  ['authentication', 'warn', 'login_failure'],
  ['authentication', 'info', 'token_refresh'],
  ['authorization', 'warn', 'access_denied'],
  ['authorization', 'warn', 'role_mismatch'],
  ['input_validation', 'warn', 'invalid_input'],
  ['input_validation', 'warn', 'sql_injection_attempt'],
  ['rate_limiting', 'warn', 'rate_limit_exceeded'],
  ['rate_limiting', 'warn', 'ip_blocked'],
  ['system', 'error', 'config_error'],
  ['system', 'error', 'dependency_failure'],
]

describe('the catalog', () => {
  it.each(underscored)('has %s', (name) => {
    expect(events.filter(({ aliases }) => aliases?.includes(name))).toHaveLength(1)
  })

  it.each(kinds)('has, of %s and at %s, %s', (category, level, name) => {
    const found = events.filter(({ aliases }) => aliases?.includes(name))
    expect(found.map((event) => [event.category, event.level])).toEqual([[category, level]])
  })
})
