import { anyOf, type Denied, type Guard } from '@sallyport/core'
import { testRequest } from '@sallyport/core/testing'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { isNow } from './support/guards.ts'
import { allOf, guardOf, inThree, mostlyDenying, type Step } from './support/steps.ts'

const request = testRequest()
const any: (...guards: readonly Guard<object>[]) => Guard<object> = anyOf as never

/** What `anyOf` is to come to, written down as plainly as can be. */
function told(steps: readonly Step[]): { verdict: Step['answer']; asked: number; now: boolean } {
  const allowedAt = steps.findIndex(({ answer }) => answer.ok)
  const asked = allowedAt === -1 ? steps.length : allowedAt + 1
  const now = steps.slice(0, asked).every(({ late }) => !late)
  if (allowedAt !== -1) return { verdict: (steps[allowedAt] as Step).answer, asked, now }
  const denials = steps.map(({ answer }) => answer as Denied)
  const gravest = Math.max(...denials.map(({ status }) => status))
  return { verdict: denials.find(({ status }) => status === gravest) as Denied, asked, now }
}

it('anyOf gives the first allowance, else the first of the gravest denials', () =>
  fc.assert(
    fc.asyncProperty(mostlyDenying, async (steps) => {
      const seen: object[] = []
      const answer = any(...steps.map(guardOf(seen)))(request, {})
      const expected = told(steps)
      expect(isNow(answer)).toBe(expected.now)
      expect(await answer).toBe(expected.verdict)
      expect(seen).toHaveLength(expected.asked)
    }),
  ))

it('anyOf does not care how its guards are grouped', () =>
  fc.assert(
    fc.asyncProperty(
      inThree(mostlyDenying).filter((lists) => lists.every((list) => list.length > 0)),
      async ([first, second, third]) => {
        const group = (...lists: Step[][]): Guard<object>[] => lists.flat().map(guardOf())
        const [a, b, c] = [any(...group(first)), any(...group(second)), any(...group(third))]
        const flat = await any(...group(first, second, third))(request, {})
        expect(await any(a, any(b, c))(request, {})).toBe(flat)
        expect(await any(any(a, b), c)(request, {})).toBe(flat)
      },
    ),
  ))

it('anyOf comes to the same now and later', () =>
  fc.assert(
    fc.asyncProperty(mostlyDenying, async (steps) => {
      const now = any(...allOf(steps, false).map(guardOf()))(request, {})
      const late = any(...allOf(steps, true).map(guardOf()))(request, {})
      expect(isNow(now)).toBe(true)
      expect(isNow(late)).toBe(false)
      expect(await late).toBe(await now)
    }),
  ))
