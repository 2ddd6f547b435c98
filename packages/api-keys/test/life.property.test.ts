import fc from 'fast-check'
import { expect, it } from 'vitest'
import { ada, openTestKeys, refusal, start, type TestKeys } from './support/open-test-keys.ts'

const by = { actor: ada }

type Act =
  | { readonly do: 'rotate'; readonly graceMs: number; readonly force: boolean }
  | { readonly do: 'revoke' | 'disable' | 'enable' }
  | { readonly do: 'wait' | 'expire'; readonly ms: number }

const ms = fc.integer({ min: 0, max: 20 })
const act: fc.Arbitrary<Act> = fc.oneof(
  fc.record({ do: fc.constant('rotate' as const), graceMs: ms, force: fc.boolean() }),
  fc.record({ do: fc.constantFrom('disable' as const, 'enable' as const) }),
  fc.record({ do: fc.constant('wait' as const), ms }),
  fc.record({ do: fc.constant('expire' as const), ms }),
  { weight: 1, arbitrary: fc.constant({ do: 'revoke' } as const) },
)

/** What a key is, said a second time in another way: a secret has an end, and the key has states. */
interface Model {
  now: number
  revoked: boolean
  disabled: boolean
  expiresAt: number
  /** Each secret there ever was, and until when it is one. */
  readonly secrets: { readonly text: string; until: number }[]
}

function expected({ now, revoked, disabled, expiresAt, secrets }: Model, index: number): string {
  if (now >= (secrets[index]?.until ?? 0)) return 'key_wrong_secret'
  if (revoked && index < secrets.length - 1) return 'key_wrong_secret'
  if (revoked) return 'key_revoked'
  if (disabled) return 'key_disabled'
  if (now >= expiresAt) return 'key_expired'
  return index === secrets.length - 1 ? 'current' : 'previous'
}

async function rotated({ keys }: TestKeys, id: string, model: Model, given: Act): Promise<void> {
  if (given.do !== 'rotate') return
  const { graceMs, force } = given
  const previous = model.secrets.at(-2)
  const inGrace = previous !== undefined && model.now < previous.until
  const refused = model.revoked
    ? 'revoked'
    : model.disabled
      ? 'disabled'
      : model.now >= model.expiresAt
        ? 'expired'
        : inGrace && !force
          ? 'rotation_in_progress'
          : undefined
  let text = ''
  const ended = keys.rotate(id, { ...by, graceMs, force }).then(({ token }) => {
    text = token.reveal()
  })
  expect(await refusal(ended)).toBe(refused)
  if (refused !== undefined) return
  const until = Math.min(model.now + graceMs, model.expiresAt)
  for (const [i, one] of model.secrets.entries()) {
    one.until = i === model.secrets.length - 1 ? until : Math.min(one.until, model.now)
  }
  model.secrets.push({ text, until: Number.POSITIVE_INFINITY })
}

async function done(opened: TestKeys, id: string, model: Model, given: Act): Promise<void> {
  const { keys, time } = opened
  const gone = model.revoked ? 'revoked' : undefined
  if (given.do === 'rotate') return rotated(opened, id, model, given)
  if (given.do === 'wait') {
    time.advance(given.ms)
    model.now += given.ms
  } else if (given.do === 'expire') {
    const expiresAt = model.now + given.ms
    const refused = gone ?? (model.now >= model.expiresAt ? 'expired' : undefined)
    expect(await refusal(keys.update(id, { ...by, expiresAt }))).toBe(refused)
    if (refused === undefined) model.expiresAt = expiresAt
  } else if (given.do === 'revoke') {
    await keys.revoke(id, by)
    model.revoked = true
  } else {
    expect(await refusal(keys[given.do](id, by))).toBe(gone)
    if (!model.revoked) model.disabled = given.do === 'disable'
  }
}

it('is as a model says after whatever is done: nothing revives a key, nothing prolongs a secret', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(act, { maxLength: 25 }), async (acts) => {
      const opened = openTestKeys()
      const { token, key } = await opened.issued({ expiresAt: start + 60 })
      const model: Model = {
        now: start,
        revoked: false,
        disabled: false,
        expiresAt: start + 60,
        secrets: [{ text: token.reveal(), until: Number.POSITIVE_INFINITY }],
      }
      let wasRevoked = false
      for (const given of acts) {
        const before = (await opened.keys.get(key.id))?.expiresAt
        await done(opened, key.id, model, given)
        const after = (await opened.keys.get(key.id))?.expiresAt
        if (given.do !== 'expire') expect(after).toBe(before)
        wasRevoked ||= given.do === 'revoke'
        for (const [i, { text }] of model.secrets.entries()) {
          const outcome = await opened.outcome(text)
          expect(outcome).toBe(expected(model, i))
          if (wasRevoked) expect(outcome).toMatch(/^key_/)
        }
      }
    }),
    { numRuns: 400 },
  )
})
