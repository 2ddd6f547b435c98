import type { AuditEvent, AuditParty } from '@sallyport/core'
import { defineScopes, describeScopes } from '@sallyport/scopes'
import type { Caller } from './guards.ts'

/** What administrators may do. */
export const scopes = defineScopes({
  scopes: {
    'admin:audit:read': 'Reads what was decided.',
    'admin:limits:read': 'Sees how limits stand.',
    'admin:metrics:read': 'Sees what was measured.',
    'admin:slo:read': 'Sees how objectives stand.',
    'admin:health:read': 'Sees why the service is not well.',
    'admin:blocked:read': 'Sees which networks are blocked.',
    'admin:blocked:write': 'Blocks networks.',
    'admin:controls:read': 'Sees what flags hold.',
    'admin:controls:write': 'Sets flags: maintenance, too.',
    'admin:keys:read': 'Sees which keys there are.',
    'admin:keys:write': 'Issues, rotates and revokes keys.',
  },
  roles: { reader: ['admin:*:read'], admin: ['reader', 'admin:*:write'] },
})

/** What the token proves. */
export interface Called {
  readonly caller: Caller
}

/** Who an administrator is in records. */
export const partyOf = ({ id }: Caller): AuditParty => ({ kind: id, id })

/** Whose token it was, for the record of a decision. */
export function describeCall({
  caller,
  ...proved
}: Partial<Called> & Parameters<typeof describeScopes>[0]): Partial<AuditEvent> {
  return {
    ...describeScopes(proved),
    ...(caller === undefined ? {} : { actor: partyOf(caller) }),
  }
}
