import { type Allowed, allow, type Denied, deny, type Guard, type Headers } from '@sallyport/core'
import fc from 'fast-check'

/** A guard, as data: what it answers, and whether by a promise. */
export interface Step {
  readonly answer: Allowed<object> | Denied
  readonly late: boolean
}

const headers: fc.Arbitrary<Headers> = fc.dictionary(
  fc.constantFrom('ratelimit', 'set-cookie', 'link'),
  fc.oneof(fc.string(), fc.array(fc.string(), { minLength: 1, maxLength: 3 })),
  { noNullPrototype: true },
)
const allowed: fc.Arbitrary<(name: string) => Allowed<object>> = fc.oneof(
  fc.constant((_name: string) => allow()),
  fc.record({ value: fc.integer(), headers: fc.option(headers, { nil: undefined }) }).map(
    ({ value, headers }) =>
      (name: string) =>
        allow({ [name]: value }, headers),
  ),
)
const denied: fc.Arbitrary<(name: string) => Denied> = fc
  .constantFrom(400, 401, 403, 429, 500, 503)
  .map((status) => (name) => deny(`refused_by_${name}`, status))

const listOf = (answer: fc.Arbitrary<(name: string) => Step['answer']>): fc.Arbitrary<Step[]> =>
  fc
    .array(fc.record({ answer, late: fc.boolean() }), { maxLength: 8 })
    .map((list) => list.map(({ answer, late }, at) => ({ answer: answer(`p${at}`), late })))

/** Lists that mostly allow: for `every`, which stops at a denial. */
export const mostlyAllowing: fc.Arbitrary<Step[]> = listOf(
  fc.oneof({ weight: 6, arbitrary: allowed }, { weight: 1, arbitrary: denied }),
)

/** Lists that mostly deny, of one at least: for `anyOf`, which stops at an allowance. */
export const mostlyDenying: fc.Arbitrary<Step[]> = listOf(
  fc.oneof({ weight: 1, arbitrary: allowed }, { weight: 6, arbitrary: denied }),
).filter((list) => list.length > 0)

/** Splits a list in three, anywhere. */
export const inThree = (steps: fc.Arbitrary<Step[]>): fc.Arbitrary<[Step[], Step[], Step[]]> =>
  fc.tuple(steps, fc.nat(), fc.nat()).map(([list, one, other]) => {
    const [from, to] = [one % (list.length + 1), other % (list.length + 1)].toSorted(
      (a, b) => a - b,
    ) as [number, number]
    return [list.slice(0, from), list.slice(from, to), list.slice(to)]
  })

/** The step as a guard. It notes in `seen` what had been proved when it was asked. */
export const guardOf =
  (seen: object[] = []) =>
  ({ answer, late }: Step): Guard<object> =>
  (_request, proved) => {
    seen.push({ ...proved })
    return late ? Promise.resolve(answer) : answer
  }

/** The same steps, answering now, or by promises. */
export const allOf = (steps: readonly Step[], late: boolean): Step[] =>
  steps.map(({ answer }) => ({ answer, late }))
