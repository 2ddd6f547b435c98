import { join } from 'node:path'
import { systemRandom } from '@sallyport/core'
import { describe, expect, it } from 'vitest'
import { openAuditLog } from '../src/open-audit-log.ts'
import { verifyLog } from '../src/verify-log.ts'
import { keyOf } from './support/keys.ts'
import { entriesOf, numbered, numbersOf, origin, steady } from './support/open-on.ts'
import { scratchDirectory } from './support/scratch-directory.ts'

/** With real chance: a lock is told from another one by it. */
const usual = () => ({ ...steady(), random: systemRandom })

describe('a log in a directory', () => {
  it('goes on where it was closed, and verifies', async () => {
    const directory = join(scratchDirectory(), 'audit')
    for (let from = 0; from < 300; from += 100) {
      const log = await openAuditLog(directory, { ...usual(), segmentBytes: 8_192 })
      const numbers = Array.from({ length: 100 }, (_, i) => from + i)
      await Promise.all(numbers.map((number) => log.append(numbered(number))))
      expect(numbersOf(await entriesOf(log))).toHaveLength(from + 100)
      await log.close()
    }
    const { verifierKey } = keyOf(origin)
    expect(await verifyLog(directory, { origin, keys: [verifierKey] })).toMatchObject({
      verdict: 'whole',
      size: 300,
      signed: 300,
    })
  })

  it('has one writer, and may be opened again after it is closed or could not be opened', async () => {
    const directory = scratchDirectory()
    const log = await openAuditLog(directory, usual())
    await log.append(numbered(0))
    await expect(openAuditLog(directory, usual())).rejects.toMatchObject({ code: 'busy' })
    await log.close()
    const other = { ...usual(), origin: 'other.example/audit' }
    await expect(openAuditLog(directory, other)).rejects.toMatchObject({ code: 'damaged' })
    await (await openAuditLog(directory, usual())).close()
  })

  it.each([
    [{ origin: '' }, TypeError],
    [{ origin: 'a\nb' }, TypeError],
    [{ signingKeys: [] }, TypeError],
    [{ acknowledge: 'safe' as 'durable' }, TypeError],
    [{ segmentBytes: 4_095 }, RangeError],
    [{ queue: { entries: 0 } }, RangeError],
    [{ queue: { whenFull: 'crash' as 'drop' } }, TypeError],
    [{ party: 'x' as never }, TypeError],
  ])('must have options that fit: %o', async (wrong, error) => {
    await expect(openAuditLog(scratchDirectory(), { ...usual(), ...wrong })).rejects.toThrow(error)
  })
})
