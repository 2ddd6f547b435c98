import type { MetricsSink } from '@sallyport/core'
import { describe, expect, it } from 'vitest'
import { ada, openTestKeys } from './support/open-test-keys.ts'

const breaks = (): never => {
  throw new Error('no metrics')
}
const rejects = async () => breaks()

describe.each([
  ['throws', breaks],
  ['rejects', rejects],
])('a sink of metrics that %s', (_, measure) => {
  const metrics: MetricsSink = { add: measure, set: measure, observe: measure }

  it('loses no token and refuses no key', async () => {
    const { issued, keys, outcome } = openTestKeys({ metrics })
    const { token, key } = await issued()
    expect(await outcome(token.reveal())).toBe('current')
    const rotated = await keys.rotate(key.id, { actor: ada })
    expect(await outcome(rotated.token.reveal())).toBe('current')
    expect(keys.identify(token.reveal(), {})).toMatchObject({ ok: true })
  })

  it('changes no refusal, and hides no revocation', async () => {
    const { issued, keys, outcome } = openTestKeys({ metrics })
    const { token, key } = await issued()
    expect(await outcome('x')).toBe('key_malformed')
    expect(keys.identify(undefined, {})).toMatchObject({ reason: 'key_missing' })
    await keys.revoke(key.id, { actor: ada })
    expect(await outcome(token.reveal())).toBe('key_revoked')
  })
})
