import type { KeyRecord, KeyStore } from '@sallyport/api-keys'
import { memoryKeyStore } from '@sallyport/api-keys'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { ada, openTestKeys, refusal } from './support/open-test-keys.ts'

const by = { actor: ada }

/** A store whose every answer comes when a scheduler says: what it does it does at once. */
function scheduled(scheduler: fc.Scheduler): KeyStore {
  const inner = memoryKeyStore()
  const later = <T>(name: string, answer: T): Promise<T> =>
    scheduler.schedule(Promise.resolve(answer), name)
  return {
    ...inner,
    get: (id) => later<KeyRecord | undefined>('get', inner.get(id)),
    insert: async (record, most) => inner.insert(record, most),
    replace: (record, version) => later('replace', inner.replace(record, version) as boolean),
    page: async (...given) => inner.page(...given),
  }
}

type Ended = 'revoke' | 'disable'

it.each<Ended>(['revoke', 'disable'])(
  '%s, rotations, verifications and fills of the cache in any order: what began after it is refused',
  async (act) => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.integer({ min: 0, max: 6 }), async (scheduler, when) => {
        const store = scheduled(scheduler)
        const { issued, keys, outcome } = openTestKeys({ store })
        const { token, key } = await issued()
        const tokens = [token.reveal()]
        const late: Promise<string>[] = []
        const wins: unknown[] = []
        const all: Promise<unknown>[] = []
        const steps = [
          () => outcome(tokens[0]),
          () => outcome(tokens[0]),
          ...[1, 2].map(() => async () => {
            const won = keys.rotate(key.id, { ...by, graceMs: 1_000 }).then((rotated) => {
              wins.push(rotated)
              tokens.push(rotated.token.reveal())
            })
            return refusal(won)
          }),
          () => outcome(tokens.at(-1)),
          () => outcome(tokens[0]),
        ]
        steps.splice(when, 0, async () => {
          await keys[act](key.id, by)
          for (const text of tokens) late.push(outcome(text), outcome(text))
          return 'done'
        })
        for (const step of steps) all.push(step())
        await scheduler.waitFor(Promise.all(all))
        const after = [...(await scheduler.waitFor(Promise.all(late)))]
        for (const text of tokens) after.push(await scheduler.waitFor(outcome(text)))
        for (const reason of after) expect(reason).toMatch(/^key_(revoked|disabled|wrong_secret)$/)
        // Two that read one version cannot both have put their secret there.
        expect(wins.length).toBeLessThanOrEqual(1)
      }),
      { numRuns: 500 },
    )
  },
)
