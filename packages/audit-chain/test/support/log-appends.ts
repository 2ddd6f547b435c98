import { openAuditLog } from '../../src/open-audit-log.ts'
import { keyOf } from './keys.ts'

export const origin = 'log.example/audit'

/** A log as services have it, but that its files and the times between checkpoints are short. */
export async function open(directory: string): Promise<(text: string) => Promise<number>> {
  const log = await openAuditLog(directory, {
    origin,
    signingKeys: [keyOf(origin).signingKey],
    segmentBytes: 16_384,
    checkpoints: { everyMs: 5, everyEntries: 64 },
  })
  return async (text) => {
    const event = { type: 'test.killed', outcome: 'success', reason: text } as const
    const { seq } = await log.append(event)
    return seq ?? Number.NaN
  }
}
