import type { AuditEventType } from '@sallyport/core'

/** How grave a kind of event is, as loggers name it. */
export type AuditLevel = 'info' | 'warn' | 'error'

/** A kind of event, by what has to be looked after. */
export type AuditCategory =
  | 'authentication'
  | 'authorization'
  | 'input_validation'
  | 'rate_limiting'
  | 'system'
  | 'activity'

/** A category, as data. */
export interface AuditCategoryDefinition {
  /** The levels that its events have. */
  readonly levels: readonly AuditLevel[]
  /** One sentence. */
  readonly help: string
}

/** An event type with its category and level. */
export interface CataloguedEvent extends AuditEventType {
  readonly category: AuditCategory
  readonly level: AuditLevel
}

/** The categories of events. */
export const auditCategories: Readonly<Record<AuditCategory, AuditCategoryDefinition>> = {
  authentication: {
    levels: ['info', 'warn'],
    help: 'Who somebody is: logins, failed logins, tokens.',
  },
  authorization: {
    levels: ['info', 'warn'],
    help: 'What somebody may do: scopes granted and denied, roles that do not match.',
  },
  input_validation: { levels: ['warn'], help: 'Input that no honest client sends.' },
  rate_limiting: { levels: ['warn'], help: 'Too many requests, blocked addresses.' },
  system: {
    levels: ['info', 'error'],
    help: 'The service itself: its start and end, settings, what it depends on, this log.',
  },
  activity: { levels: ['info', 'warn'], help: 'What users and administrators did.' },
}

/** The events that services of most kinds record. `aliases` are the names under which they are searched for. */
export const auditEvents: Readonly<Record<EventName, CataloguedEvent>> = {
  login: event('authentication', 'info', 'auth.login', 'Somebody logged in.', [
    'auth_login',
    'login_success',
  ]),
  logout: event('authentication', 'info', 'auth.logout', 'Somebody logged out.', ['auth_logout']),
  tokenRefreshed: event(
    'authentication',
    'info',
    'auth.token_refreshed',
    'A session was prolonged by a refresh token.',
    ['auth_token_refreshed', 'token_refresh'],
  ),
  failedLogin: event('authentication', 'warn', 'security.failed_login', 'A login failed.', [
    'security_failed_login',
    'login_failure',
    'authentication_failed',
  ]),
  scopeGranted: event(
    'authorization',
    'info',
    'auth.scope_granted',
    'A scope was asked for and granted.',
    ['auth_scope_granted'],
  ),
  scopeDenied: event(
    'authorization',
    'warn',
    'auth.scope_denied',
    'A scope was asked for and denied.',
    ['auth_scope_denied', 'access_denied'],
  ),
  roleMismatch: event(
    'authorization',
    'warn',
    'auth.role_mismatch',
    'Somebody has not the role that was asked for.',
    ['auth_role_mismatch', 'role_mismatch'],
  ),
  invalidInput: event(
    'input_validation',
    'warn',
    'security.invalid_input',
    'Input was refused as invalid.',
    ['security_invalid_input', 'invalid_input'],
  ),
  injectionAttempt: event(
    'input_validation',
    'warn',
    'security.injection_attempt',
    'Input looked like an attempt to inject commands.',
    ['security_injection_attempt', 'sql_injection_attempt'],
  ),
  rateLimited: event(
    'rate_limiting',
    'warn',
    'security.rate_limit_exceeded',
    'A rate limit was exceeded.',
    ['security_rate_limit_exceeded', 'rate_limit_exceeded'],
  ),
  addressBlocked: event(
    'rate_limiting',
    'warn',
    'security.ip_blocked',
    'An address was blocked for what came from it.',
    ['security_ip_blocked', 'ip_blocked'],
  ),
  suspiciousActivity: event(
    'activity',
    'warn',
    'security.suspicious_activity',
    'Something happened that no honest use explains.',
    ['security_suspicious_activity'],
  ),
  userCreated: event('activity', 'info', 'user.created', 'An account was created.', [
    'user_created',
  ]),
  userDeleted: event('activity', 'info', 'user.deleted', 'An account was deleted.', [
    'user_deleted',
  ]),
  profileAccessed: event('activity', 'info', 'user.profile_accessed', 'A profile was read.', [
    'user_profile_accessed',
  ]),
  settingsChanged: event('activity', 'info', 'user.settings_changed', 'A user changed settings.', [
    'user_settings_changed',
  ]),
  adminAccess: event(
    'activity',
    'info',
    'admin.access',
    'An administrative page or route was used.',
    ['admin_access'],
  ),
  configChanged: event(
    'activity',
    'warn',
    'admin.config_changed',
    'The configuration was changed.',
    ['admin_config_changed'],
  ),
  userImpersonated: event(
    'activity',
    'warn',
    'admin.user_impersonated',
    'An administrator acted as somebody else.',
    ['admin_user_impersonated'],
  ),
  memoryAccessed: event('activity', 'info', 'memory.accessed', 'Stored content was read.', [
    'memory_accessed',
  ]),
  memoryModified: event('activity', 'info', 'memory.modified', 'Stored content was changed.', [
    'memory_modified',
  ]),
  memorySearched: event('activity', 'info', 'memory.searched', 'Stored content was searched.', [
    'memory_searched',
  ]),
  wsConnect: event('activity', 'info', 'ws.connect', 'A WebSocket was opened.', ['ws_connect']),
  wsDisconnect: event('activity', 'info', 'ws.disconnect', 'A WebSocket was closed.', [
    'ws_disconnect',
  ]),
  wsMessageSent: event(
    'activity',
    'info',
    'ws.message_sent',
    'A message was sent over a WebSocket.',
    ['ws_message_sent'],
  ),
  wsError: event('system', 'error', 'ws.error', 'A WebSocket failed.', ['ws_error']),
  apiRequest: event('activity', 'info', 'api.request', 'A request was answered.', ['api_request']),
  apiError: event('system', 'error', 'api.error', 'A request could not be answered.', [
    'api_error',
  ]),
  startup: event('system', 'info', 'system.startup', 'The service started.', ['system_startup']),
  shutdown: event('system', 'info', 'system.shutdown', 'The service stopped.', ['system_shutdown']),
  configError: event('system', 'error', 'system.config_error', 'The configuration is wrong.', [
    'system_config_error',
    'config_error',
  ]),
  dependencyFailure: event(
    'system',
    'error',
    'system.dependency_failure',
    'Something that the service depends on failed.',
    ['system_dependency_failure', 'dependency_failure'],
  ),
  malformed: event(
    'system',
    'error',
    'audit.malformed',
    'What was to be recorded was no event; it is kept whole, as far as it could be read.',
    ['audit_malformed'],
  ),
  recovered: event(
    'system',
    'error',
    'audit.recovered',
    'A crash had left the last line half written; it was set aside.',
    ['audit_recovered'],
  ),
  gap: event('system', 'error', 'audit.gap', 'Events were lost: there was no room for them.', [
    'audit_gap',
  ]),
  pruned: event('system', 'info', 'audit.pruned', 'The oldest entries were deleted.', [
    'audit_pruned',
  ]),
  keysChanged: event(
    'system',
    'info',
    'audit.keys_changed',
    'From here on other keys sign the log.',
    ['audit_keys_changed'],
  ),
}

/** One of them, on a line. */
function event(
  category: AuditCategory,
  level: AuditLevel,
  type: string,
  help: string,
  aliases: readonly string[],
): CataloguedEvent {
  return { type, help, aliases, category, level }
}

type EventName =
  | 'login'
  | 'logout'
  | 'tokenRefreshed'
  | 'failedLogin'
  | 'scopeGranted'
  | 'scopeDenied'
  | 'roleMismatch'
  | 'invalidInput'
  | 'injectionAttempt'
  | 'rateLimited'
  | 'addressBlocked'
  | 'suspiciousActivity'
  | 'userCreated'
  | 'userDeleted'
  | 'profileAccessed'
  | 'settingsChanged'
  | 'adminAccess'
  | 'configChanged'
  | 'userImpersonated'
  | 'memoryAccessed'
  | 'memoryModified'
  | 'memorySearched'
  | 'wsConnect'
  | 'wsDisconnect'
  | 'wsMessageSent'
  | 'wsError'
  | 'apiRequest'
  | 'apiError'
  | 'startup'
  | 'shutdown'
  | 'configError'
  | 'dependencyFailure'
  | 'malformed'
  | 'recovered'
  | 'gap'
  | 'pruned'
  | 'keysChanged'
