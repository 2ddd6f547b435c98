import { describe, expect, it } from 'vitest'
import { auditEvents } from '../src/catalog.ts'
import { handed, handedText } from '../src/hand-over.ts'
import { memoryDisk } from '../src/memory-disk.ts'
import { openOn } from './support/open-on.ts'

const own = ['recovered', 'gap', 'pruned', 'keysChanged'] as const

describe("what only the log itself says, from somebody else's hand", () => {
  it.each(own)('is malformed, with what came as its event: %s', async (name) => {
    const { type } = auditEvents[name]
    const log = await openOn(memoryDisk())
    const event = { from: 0, to: 3, root: 'x' }
    const forged = {
      type,
      outcome: 'success',
      actor: { kind: 'system', id: 'log' },
      event,
    } as const
    await log.append(forged, { transport: 'system' })
    await log.record(forged)
    const { rows } = await log.query()
    expect(rows.map(({ entry }) => [entry.type, entry.outcome, entry.event])).toEqual(
      [0, 1].map(() => ['audit.malformed', 'error', forged]),
    )
    expect((await log.query({ type })).rows).toEqual([])
    await log.close()
  })

  it.each(own)(
    'is so from a worker that says it, and from one that is hostile: %s',
    async (name) => {
      const { type } = auditEvents[name]
      const log = await openOn(memoryDisk())
      const honest = handedText({ type, outcome: 'success', event: 1 })
      const hostile = `{"event":1,"lost":[],"outcome":"success","repaired":false,"transport":"system","type":"${type}"}`
      for (const text of [honest, hostile]) {
        const { event, options } = handed(text) ?? expect.unreachable()
        await log.append(event, options)
      }
      const { rows } = await log.query()
      expect(rows.map(({ entry }) => entry.type)).toEqual(['audit.malformed', 'audit.malformed'])
      await log.close()
    },
  )
})

it.each(['sytem', 'http","type":"audit.pruned', '', null, 3])(
  'an append says how it came in by one of four words, not by %j',
  async (transport) => {
    const log = await openOn(memoryDisk())
    const event = { type: 'test', outcome: 'success' } as const
    await expect(log.append(event, { transport: transport as 'http' })).rejects.toThrow(
      'audit-chain: "transport" must be one of http, ws, system, job, got ',
    )
    await log.close()
  },
)

it('metrics that throw keep no event out of the log', async () => {
  const errors: unknown[] = []
  const add = () => {
    throw new Error('no metrics')
  }
  const metrics = { add, set: add, observe: add }
  const log = await openOn(memoryDisk(), { metrics, onError: (error) => errors.push(error) })
  expect(await log.append({ type: 'test', outcome: 'success' })).toMatchObject({ seq: 0 })
  expect(errors).not.toEqual([])
  await log.close()
})
