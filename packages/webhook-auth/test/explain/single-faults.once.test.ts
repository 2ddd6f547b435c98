import { explain, explained } from '@sallyport/webhook-auth/explain'
import { describe, expect, it } from 'vitest'
import { byteFaults, content, jsonFaults, wrappingFaults } from '../support/body-faults.ts'
import {
  addressFaults,
  type Fault,
  headerFaults,
  secretFaults,
  timeFaults,
} from '../support/faults.ts'
import { delivered, senders, soundCase } from '../support/faulty-senders.ts'
import { writtenJson } from '../support/written-json.ts'

const faults: readonly Fault[] = [
  ...[...jsonFaults, ...byteFaults, ...wrappingFaults],
  ...[...secretFaults, ...headerFaults, ...addressFaults, ...timeFaults],
]

/** Every fault of every sender that has it. */
const all = senders.flatMap((scheme) =>
  faults.flatMap(({ is, put }, at) => {
    const made = put(soundCase(scheme, writtenJson(content)))
    const came = made && delivered(made)
    if (came === undefined) return []
    const result = explain(scheme, came, came.options)
    // Where it is accepted all the same it is no fault.
    if (result.ok) return []
    const causes = result.determined ? result.causes.map(({ name }) => name).join() : ''
    return [{ who: `${scheme.id} ${at} ${is}`, is, causes, told: explained(result) }]
  }),
)

describe('single faults over ten senders', () => {
  it('are more than 200', () => {
    expect(all.length).toBeGreaterThanOrEqual(200)
    expect(new Set(all.map(({ is }) => is)).size).toBeGreaterThan(25)
  })

  it('are never named wrongly', () => {
    expect(all.filter(({ is, causes }) => causes !== '' && causes !== is)).toEqual([])
  })

  it('are named, at least 95 of 100', () => {
    const unnamed = all
      .filter(({ causes }) => causes === '')
      .map(({ who, told }) => `${who}\n${told}`)
    expect(unnamed.length, unnamed.join('\n')).toBeLessThanOrEqual(all.length * 0.05)
  })
})
