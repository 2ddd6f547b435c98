import { explain, explained } from '@sallyport/webhook-auth/explain'
import { describe, expect, it } from 'vitest'
import {
  addedFaults,
  byteFaults,
  content,
  jsonFaults,
  wrappingFaults,
} from '../support/body-faults.ts'
import {
  addressFaults,
  type Fault,
  headerFaults,
  secretFaults,
  timeFaults,
} from '../support/faults.ts'
import { delivered, senders, soundCase } from '../support/faulty-senders.ts'
import { writtenJson } from '../support/written-json.ts'

const bodies = [...jsonFaults, ...byteFaults, ...wrappingFaults]
const elsewhere = [...secretFaults, ...headerFaults, ...addressFaults, ...timeFaults]

/** Of these the first takes away every trace of the second: there is one cause alone. */
const gone: ReadonlySet<string> = new Set([
  'whitespace_around newline_at_end',
  'body_reserialised line_endings',
  'body_joined newline_at_end',
])

const pairs: readonly (readonly [Fault, Fault])[] = [
  ...bodies.flatMap((one) => elsewhere.map((other) => [one, other] as const)),
  ...bodies.flatMap((one) => addedFaults.map((other) => [one, other] as const)),
  ...secretFaults.flatMap((one) => headerFaults.map((other) => [one, other] as const)),
  ...addressFaults.flatMap((one) => secretFaults.map((other) => [one, other] as const)),
  ...headerFaults.flatMap((one) => timeFaults.map((other) => [one, other] as const)),
].filter(([one, other]) => one.is !== other.is && !gone.has(`${one.is} ${other.is}`))

// A part of them: enough, and of each kind.
const all = senders.flatMap((scheme, shift) =>
  pairs.flatMap(([one, other], at) => {
    if ((at + shift) % 37 !== 0) return []
    const first = one.put(soundCase(scheme, writtenJson(content)))
    const both = first && other.put(first)
    const alone = [
      first,
      other.put(first === undefined ? soundCase(scheme, '{}') : { ...first, after: [] }),
    ]
    const came = both && delivered(both)
    if (came === undefined) return []
    // One that undoes the other, or that alone is accepted, makes no pair.
    const isPair = alone.every((single) => {
      const of = single && delivered(single)
      return of !== undefined && !explain(scheme, of, of.options).ok
    })
    const result = explain(scheme, came, came.options)
    if (!isPair || result.ok) return []
    const causes = result.determined ? result.causes.map(({ name }) => name) : []
    const are = [one.is, other.is]
    return [{ who: `${scheme.id} ${at} ${are}`, are, causes, told: explained(result) }]
  }),
)

describe('pairs of faults', () => {
  it('are more than 100', () => {
    expect(all.length).toBeGreaterThanOrEqual(100)
  })

  it('are named both or not at all, never wrongly', () => {
    const isRight = (are: readonly string[], causes: readonly string[]): boolean =>
      causes.length === 0 || [...are].sort().join() === [...causes].sort().join()
    const wrong = all.filter(({ are, causes }) => !isRight(are, causes))
    expect(wrong).toEqual([])
  })

  it('are named for the most part', () => {
    const named = all.filter(({ causes }) => causes.length > 0)
    const unnamed = all.filter(({ causes }) => causes.length === 0).map(({ who }) => who)
    expect(named.length, unnamed.join('\n')).toBeGreaterThan(all.length * 0.8)
  })
})
