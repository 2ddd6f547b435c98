import type { AuditLog } from './audit-log.ts'
import type { AuditLogOptions } from './audit-log-options.ts'
import { takeLock } from './lock.ts'
import { nodeDisk } from './node-disk.ts'
import { openLog } from './open-log.ts'
import type { Settings } from './settings.ts'
import type { LogPlace } from './start-log.ts'

/**
 * Opens the log of a directory for writing, or begins one. One process at a time has it: another one gets
 * `busy`. What a crash has left is set right; what it cannot have left rejects with `damaged` or
 * `truncated`, and is never mended.
 *
 * @param directory - Made where it is missing. On a disk of this machine.
 *
 * @example
 * ```ts
 * import { mkdtempSync } from 'node:fs'
 * import { tmpdir } from 'node:os'
 * import { join } from 'node:path'
 * import { newSigningKey, openAuditLog } from '@sallyport/audit-chain'
 * import { systemRandom } from '@sallyport/core'
 *
 * const directory = mkdtempSync(join(tmpdir(), 'audit-'))
 * const origin = 'log.example/audit'
 * const { signingKey } = newSigningKey(origin, systemRandom)
 *
 * const log = await openAuditLog(directory, { origin, signingKeys: [signingKey] })
 * const { seq } = await log.append({
 *   type: 'api_key.revoked',
 *   outcome: 'success',
 *   actor: { kind: 'user', id: 'ada' },
 * })
 * console.log(seq) // prints: 0
 * await log.close()
 * ```
 */
export function openAuditLog(directory: string, options: AuditLogOptions): Promise<AuditLog> {
  return openLog((settings) => placeOf(directory, settings), options)
}

async function placeOf(directory: string, settings: Settings): Promise<LogPlace> {
  const disk = nodeDisk(directory)
  await disk.makeDirectory('')
  // Not the log's `random`: two that are given the same must not have the same token.
  const lock = await takeLock(directory, { clock: settings.clock })
  return { disk, isOurs: () => lock.stillMine(), release: () => lock.release() }
}
