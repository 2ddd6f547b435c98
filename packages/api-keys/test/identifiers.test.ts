import { describe, expect, it } from 'vitest'
import { ada, openTestKeys, refusal } from './support/open-test-keys.ts'

const kelvin = '\u212Ainetic'
const decomposed = 'jose\u0301'
const digest = 'a'.repeat(64)

describe('an identifier is kept as it was given, or refused: another text would be another tenant', () => {
  it.each([
    ['tenant', { tenant: kelvin }],
    ['tenant', { tenant: ' t1' }],
    ['tenant', { tenant: 't1\u00A0' }],
    ['owner.kind', { owner: { kind: 'user ', id: 'ada' } }],
    ['owner.id', { owner: { kind: 'user', id: decomposed } }],
  ])('%s: %j', async (option, more) => {
    const { issued, keys } = openTestKeys()
    const imported = { digest, name: 'ci', tenant: 't1', owner: ada, actor: ada, ...more }
    for (const act of [issued(more), keys.importHashed(imported)]) {
      expect(await refusal(act)).toMatch(
        new RegExp(`^RangeError: api-keys: "${option}" must be .*without spaces around it`),
      )
    }
  })

  it('one that is in Unicode’s form C is found by itself', async () => {
    const { issued, keys } = openTestKeys()
    const owner = { kind: 'user', id: decomposed.normalize('NFC') }
    const { key } = await issued({ tenant: 'Kinetic', owner })
    expect(await keys.revokeAll({ tenant: 'Kinetic', owner }, { actor: ada })).toEqual([key.id])
  })

  it('a name is only looked at', async () => {
    const { issued } = openTestKeys()
    expect((await issued({ name: ` ${decomposed} ` })).key.name).toBe('jos\u00E9')
  })
})
