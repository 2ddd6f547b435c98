import type { AuditEvent, Timers } from '@sallyport/core'
import type { AuditLog } from '../../src/audit-log.ts'
import type { AuditLogOptions } from '../../src/audit-log-options.ts'
import type { Disk } from '../../src/disk.ts'
import type { AuditEntry } from '../../src/entry.ts'
import { openLog } from '../../src/open-log.ts'
import type { LogPlace } from '../../src/start-log.ts'
import { keyOf } from './keys.ts'

export const origin = 'log.example/audit'

/** Timers that never fire. */
export const noTimers: Timers = { after: () => () => {}, each: () => () => {} }

/** What tests open a log with: the same keys and chance each time, and no time that passes by itself. */
export const steady = (): AuditLogOptions => {
  let bytes = 0
  return {
    origin,
    signingKeys: [keyOf(origin).signingKey],
    clock: () => Date.UTC(2026, 10, 21, 12),
    monotonic: () => 0,
    timers: noTimers,
    random: (size) => Uint8Array.from({ length: size }, () => (bytes = (bytes * 31 + 7) % 251)),
    onError: () => {},
  }
}

/** Opens a log on a disk. */
export const openOn = (
  disk: Disk,
  options: Partial<AuditLogOptions> = {},
  place: Partial<LogPlace> = {},
): Promise<AuditLog> =>
  openLog(async () => ({ disk, isOurs: () => true, release: async () => {}, ...place }), {
    ...steady(),
    ...options,
  })

/** An event of this number. */
export const numbered = (number: number): AuditEvent => ({
  type: 'test.numbered',
  outcome: 'success',
  event: { number },
})

/** All entries, in order. */
export async function entriesOf(log: AuditLog): Promise<readonly AuditEntry[]> {
  const entries: AuditEntry[] = []
  let cursor: string | undefined
  for (;;) {
    const page = await log.query({ order: 'oldest', limit: 1_000, ...(cursor && { cursor }) })
    if (page.rows.length === 0) return entries
    entries.push(...page.rows.map(({ entry }) => entry))
    cursor = page.next
  }
}

/** The numbers of {@link numbered} events among entries. */
export const numbersOf = (entries: readonly AuditEntry[]): readonly number[] =>
  entries
    .filter(({ type }) => type === 'test.numbered')
    .map(({ event }) => (event as { readonly number: number }).number)
