import { defineScopes, type Scopes } from './define-scopes.ts'

/**
 * The scopes and roles of a personal assistant: administration split up, a user's own data, shared
 * calendars and photos, and carers who may see some of it. To start from, or to take apart.
 */
export const assistantDefinition = {
  scopes: {
    'admin:read': 'Sees the administration.',
    'admin:write': 'Changes whatever of the administration has no scope of its own.',
    'admin:users:read': 'Sees who the users are.',
    'admin:users:write': 'Manages users.',
    'admin:audit:read': 'Reads the audit log.',
    'admin:metrics:read': 'Reads the metrics.',
    'admin:security:read': 'Sees how security is configured.',
    'admin:security:write': 'Configures security.',
    'user:profile:read': 'Sees the profile.',
    'user:profile:write': 'Changes the profile.',
    'user:settings:read': 'Sees the settings.',
    'user:settings:write': 'Changes the settings.',
    'user:privacy:read': 'Sees the privacy controls.',
    'user:privacy:write': 'Changes the privacy controls.',
    'memory:read': 'Reads memories.',
    'memory:write': 'Adds and changes memories.',
    'memory:search': 'Searches memories.',
    'calendar:read': 'Sees the calendar.',
    'calendar:write': 'Changes the calendar.',
    'calendar:share': 'Shares the calendar with others.',
    'photos:read': 'Sees photos.',
    'photos:write': 'Adds and changes photos.',
    'photos:share': 'Shares photos with others.',
    'ai:chat': 'Talks with the assistant in writing.',
    'ai:voice': 'Talks with the assistant aloud.',
    'ai:personalization': 'Lets the assistant adapt to its user.',
    'care:caregiver': 'Acts as the carer of a user.',
  },
  roles: {
    admin_readonly: ['admin:read', 'admin:*:read'],
    caregiver_basic: ['care:caregiver', 'user:profile:read', 'memory:read', 'calendar:read'],
    caregiver_advanced: ['caregiver_basic', 'user:profile:write', 'memory:write', 'calendar:write'],
    user_basic: [
      'user:*:read',
      'user:*:write',
      'memory:read',
      'calendar:read',
      'photos:read',
      'ai:chat',
    ],
    user_premium: ['user_basic', 'memory:*', 'calendar:*', 'photos:*', 'ai:*'],
  },
} as const

const { scopes, roles } = assistantDefinition
for (const part of [assistantDefinition, scopes, roles, ...Object.values(roles)])
  Object.freeze(part)

/** The registry of {@link assistantDefinition}. */
export const assistantScopes: Scopes<
  keyof (typeof assistantDefinition)['scopes'],
  keyof (typeof assistantDefinition)['roles']
> = defineScopes(assistantDefinition)
