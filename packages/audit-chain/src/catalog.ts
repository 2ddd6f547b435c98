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
  login: {
    type: 'auth.login',
    help: 'Somebody logged in.',
    aliases: ['auth_login', 'login_success'],
    category: 'authentication',
    level: 'info',
  },
  logout: {
    type: 'auth.logout',
    help: 'Somebody logged out.',
    aliases: ['auth_logout'],
    category: 'authentication',
    level: 'info',
  },
  tokenRefreshed: {
    type: 'auth.token_refreshed',
    help: 'A session was prolonged by a refresh token.',
    aliases: ['auth_token_refreshed', 'token_refresh'],
    category: 'authentication',
    level: 'info',
  },
  failedLogin: {
    type: 'security.failed_login',
    help: 'A login failed.',
    aliases: ['security_failed_login', 'login_failure'],
    category: 'authentication',
    level: 'warn',
  },
  scopeGranted: {
    type: 'auth.scope_granted',
    help: 'A scope was asked for and granted.',
    aliases: ['auth_scope_granted'],
    category: 'authorization',
    level: 'info',
  },
  scopeDenied: {
    type: 'auth.scope_denied',
    help: 'A scope was asked for and denied.',
    aliases: ['auth_scope_denied', 'access_denied'],
    category: 'authorization',
    level: 'warn',
  },
  roleMismatch: {
    type: 'auth.role_mismatch',
    help: 'Somebody has not the role that was asked for.',
    aliases: ['auth_role_mismatch', 'role_mismatch'],
    category: 'authorization',
    level: 'warn',
  },
  invalidInput: {
    type: 'security.invalid_input',
    help: 'Input was refused as invalid.',
    aliases: ['security_invalid_input', 'invalid_input'],
    category: 'input_validation',
    level: 'warn',
  },
  injectionAttempt: {
    type: 'security.injection_attempt',
    help: 'Input looked like an attempt to inject commands.',
    aliases: ['security_injection_attempt', 'sql_injection_attempt'],
    category: 'input_validation',
    level: 'warn',
  },
  rateLimited: {
    type: 'security.rate_limit_exceeded',
    help: 'A rate limit was exceeded.',
    aliases: ['security_rate_limit_exceeded', 'rate_limit_exceeded'],
    category: 'rate_limiting',
    level: 'warn',
  },
  suspiciousActivity: {
    type: 'security.suspicious_activity',
    help: 'Something happened that no honest use explains.',
    aliases: ['security_suspicious_activity'],
    category: 'activity',
    level: 'warn',
  },
  userCreated: {
    type: 'user.created',
    help: 'An account was created.',
    aliases: ['user_created'],
    category: 'activity',
    level: 'info',
  },
  userDeleted: {
    type: 'user.deleted',
    help: 'An account was deleted.',
    aliases: ['user_deleted'],
    category: 'activity',
    level: 'info',
  },
  profileAccessed: {
    type: 'user.profile_accessed',
    help: 'A profile was read.',
    aliases: ['user_profile_accessed'],
    category: 'activity',
    level: 'info',
  },
  settingsChanged: {
    type: 'user.settings_changed',
    help: 'A user changed settings.',
    aliases: ['user_settings_changed'],
    category: 'activity',
    level: 'info',
  },
  adminAccess: {
    type: 'admin.access',
    help: 'An administrative page or route was used.',
    aliases: ['admin_access'],
    category: 'activity',
    level: 'info',
  },
  configChanged: {
    type: 'admin.config_changed',
    help: 'The configuration was changed.',
    aliases: ['admin_config_changed'],
    category: 'activity',
    level: 'warn',
  },
  userImpersonated: {
    type: 'admin.user_impersonated',
    help: 'An administrator acted as somebody else.',
    aliases: ['admin_user_impersonated'],
    category: 'activity',
    level: 'warn',
  },
  memoryAccessed: {
    type: 'memory.accessed',
    help: 'Stored content was read.',
    aliases: ['memory_accessed'],
    category: 'activity',
    level: 'info',
  },
  memoryModified: {
    type: 'memory.modified',
    help: 'Stored content was changed.',
    aliases: ['memory_modified'],
    category: 'activity',
    level: 'info',
  },
  memorySearched: {
    type: 'memory.searched',
    help: 'Stored content was searched.',
    aliases: ['memory_searched'],
    category: 'activity',
    level: 'info',
  },
  wsConnect: {
    type: 'ws.connect',
    help: 'A WebSocket was opened.',
    aliases: ['ws_connect'],
    category: 'activity',
    level: 'info',
  },
  wsDisconnect: {
    type: 'ws.disconnect',
    help: 'A WebSocket was closed.',
    aliases: ['ws_disconnect'],
    category: 'activity',
    level: 'info',
  },
  wsMessageSent: {
    type: 'ws.message_sent',
    help: 'A message was sent over a WebSocket.',
    aliases: ['ws_message_sent'],
    category: 'activity',
    level: 'info',
  },
  wsError: {
    type: 'ws.error',
    help: 'A WebSocket failed.',
    aliases: ['ws_error'],
    category: 'system',
    level: 'error',
  },
  apiRequest: {
    type: 'api.request',
    help: 'A request was answered.',
    aliases: ['api_request'],
    category: 'activity',
    level: 'info',
  },
  apiError: {
    type: 'api.error',
    help: 'A request could not be answered.',
    aliases: ['api_error'],
    category: 'system',
    level: 'error',
  },
  startup: {
    type: 'system.startup',
    help: 'The service started.',
    aliases: ['system_startup'],
    category: 'system',
    level: 'info',
  },
  shutdown: {
    type: 'system.shutdown',
    help: 'The service stopped.',
    aliases: ['system_shutdown'],
    category: 'system',
    level: 'info',
  },
  configError: {
    type: 'system.config_error',
    help: 'The configuration is wrong.',
    aliases: ['system_config_error', 'config_error'],
    category: 'system',
    level: 'error',
  },
  dependencyFailure: {
    type: 'system.dependency_failure',
    help: 'Something that the service depends on failed.',
    aliases: ['system_dependency_failure', 'dependency_failure'],
    category: 'system',
    level: 'error',
  },
  malformed: {
    type: 'audit.malformed',
    help: 'What was to be recorded was no event; it is kept whole, as far as it could be read.',
    aliases: ['audit_malformed'],
    category: 'system',
    level: 'error',
  },
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
