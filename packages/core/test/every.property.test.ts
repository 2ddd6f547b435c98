import { type Denied, every, type Guard, type Headers, type Verdict } from '@sallyport/core'
import { testRequest } from '@sallyport/core/testing'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { isNow } from './support/guards.ts'
import { allOf, guardOf, inThree, mostlyAllowing, type Step } from './support/steps.ts'

const request = testRequest()
const all: (...guards: readonly Guard<object>[]) => Guard<object> = every as never

/** What `every` is to come to, written down as plainly as can be. */
function told(steps: readonly Step[]): {
  verdict: Verdict<object>
  seen: object[]
  now: boolean
} {
  const seen: object[] = []
  const given = new Map<string, (string | readonly string[])[]>()
  let value: object = {}
  let proving = false
  let now = true
  for (const { answer, late } of steps) {
    seen.push({ ...value })
    if (late) now = false
    if (!answer.ok) {
      const verdict: Denied = proving ? { ...answer, proved: value } : answer
      return { verdict, seen, now }
    }
    if (Object.keys(answer.value).length > 0) proving = true
    value = { ...value, ...answer.value }
    for (const [name, header] of Object.entries(answer.headers ?? {})) {
      given.set(name, [...(given.get(name) ?? []), header])
    }
  }
  const headers: Headers = Object.fromEntries(
    [...given].map(([name, [first, ...more]]) => [
      name,
      more.length === 0 ? (first as string) : [first as string, ...more].flat(),
    ]),
  )
  return { verdict: { ok: true, value, headers }, seen, now }
}

/** No headers and an empty list of headers say the same. */
const plain = (verdict: Verdict<object>): Verdict<object> =>
  verdict.ok ? { ok: true, value: verdict.value, headers: verdict.headers ?? {} } : verdict

it('every is a fold over its guards: the same verdict, the same questions, no needless promise', () =>
  fc.assert(
    fc.asyncProperty(mostlyAllowing, async (steps) => {
      const seen: object[] = []
      const answer = all(...steps.map(guardOf(seen)))(request, {})
      const expected = told(steps)
      expect(isNow(answer)).toBe(expected.now)
      expect(plain(await answer)).toStrictEqual(expected.verdict)
      expect(seen).toStrictEqual(expected.seen)
    }),
  ))

it('every does not care how its guards are grouped', () =>
  fc.assert(
    fc.asyncProperty(inThree(mostlyAllowing), async ([first, second, third]) => {
      const group = (...lists: Step[][]): Guard<object>[] => lists.flat().map(guardOf())
      const [a, b, c] = [all(...group(first)), all(...group(second)), all(...group(third))]
      const flat = await all(...group(first, second, third))(request, {})
      expect(await all(a, all(b, c))(request, {})).toStrictEqual(flat)
      expect(await all(all(a, b), c)(request, {})).toStrictEqual(flat)
    }),
  ))

it('every comes to the same now and later', () =>
  fc.assert(
    fc.asyncProperty(mostlyAllowing, async (steps) => {
      const now = all(...allOf(steps, false).map(guardOf()))(request, {})
      const late = all(...allOf(steps, true).map(guardOf()))(request, {})
      expect(isNow(now)).toBe(true)
      expect(isNow(late)).toBe(steps.length === 0)
      expect(await late).toStrictEqual(await now)
    }),
  ))

it('every allows exactly when each of its guards does', () =>
  fc.assert(
    fc.asyncProperty(mostlyAllowing, async (steps) => {
      const { ok } = await all(...steps.map(guardOf()))(request, {})
      expect(ok).toBe(steps.every(({ answer }) => answer.ok))
    }),
  ))
