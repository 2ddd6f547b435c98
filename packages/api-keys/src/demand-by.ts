import type { AuditParty } from '@sallyport/core'
import { plainText } from './checked.ts'
import type { ChangedBy } from './record-act.ts'

const longestReason = 500

/** Throws where nobody says who acts, or the reason is none that a record could show. */
export function demandBy(by: ChangedBy | undefined): void {
  demandParty('actor', by?.actor)
  if (by?.reason !== undefined) plainText('reason', by.reason, longestReason)
}

/** Throws for what names nobody. */
export function demandParty(option: string, given: AuditParty | undefined): void {
  if (isName(given?.kind) && isName(given?.id)) return
  throw new TypeError(`api-keys: "${option}" must be { kind, id }`)
}

const isName = (text: unknown): boolean => typeof text === 'string' && text !== ''
