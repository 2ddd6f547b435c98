import { describe, expect, it } from 'vitest'
import { memoryAuditLog } from '../src/memory-audit-log.ts'

describe('a log in memory', () => {
  it('takes events and gives them back', async () => {
    const log = await memoryAuditLog()
    const all = await Promise.all(
      Array.from({ length: 10 }, (_, i) => log.append({ type: `a.${i}`, outcome: 'success' })),
    )
    expect(all.map(({ seq }) => seq)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    const { rows } = await log.query({ limit: 3, verified: true })
    expect(rows.map(({ entry }) => entry.type)).toEqual(['a.9', 'a.8', 'a.7'])
    await log.close()
  })
})
