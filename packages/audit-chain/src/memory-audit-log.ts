import { systemRandom } from '@sallyport/core'
import type { AuditLog } from './audit-log.ts'
import type { AuditLogOptions } from './audit-log-options.ts'
import { memoryDisk } from './memory-disk.ts'
import { newSigningKey } from './note-key.ts'
import { openLog } from './open-log.ts'

/**
 * A log in memory, for tests: the same in all else. Of the options none must be given.
 *
 * @example
 * ```ts
 * import { memoryAuditLog } from '@sallyport/audit-chain'
 *
 * const log = await memoryAuditLog()
 * await log.record({ type: 'auth.login', outcome: 'denied', actor: { kind: 'user', id: 'ada' } })
 * const { rows } = await log.query({ actor: 'ada' })
 * console.log(rows[0]?.entry.outcome) // prints: denied
 * await log.close()
 * ```
 */
export function memoryAuditLog(options: Partial<AuditLogOptions> = {}): Promise<AuditLog> {
  const { origin = 'memory.example/audit', random = systemRandom } = options
  const { signingKeys = [newSigningKey(origin, random).signingKey] } = options
  const disk = memoryDisk()
  const place = async () => ({ disk, isOurs: () => true, release: async () => {} })
  return openLog(place, { ...options, origin, signingKeys })
}
