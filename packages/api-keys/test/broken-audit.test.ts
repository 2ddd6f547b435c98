import { expect, it } from 'vitest'
import { ada, openTestKeys } from './support/open-test-keys.ts'

const by = { actor: ada }

it('a broken audit log keeps no leaked key alive: neither the next, nor what they have minted', async () => {
  let broken = false
  const audit = {
    record() {
      if (broken) throw new Error('the disk is full')
    },
  }
  const { keys, issued, outcome } = openTestKeys({ audit })
  const parents = [
    await issued({ scopes: ['api_keys:mint'] }),
    await issued({ scopes: ['api_keys:mint'] }),
  ]
  const children = []
  for (const { token } of parents) {
    const verdict = await keys.verify(token.reveal())
    if (!verdict.ok) throw new Error(verdict.reason)
    children.push(await issued({ parent: verdict.value, expiresAt: null }))
  }
  broken = true
  const tokens = parents.map(({ token }) => token.reveal())
  const error = await keys.reportLeak(tokens, by).catch((caught: unknown) => caught)
  expect((error as AggregateError).errors).toHaveLength(2)
  for (const { token } of [...parents, ...children]) {
    expect(await outcome(token.reveal())).toBe('key_revoked')
  }
})
