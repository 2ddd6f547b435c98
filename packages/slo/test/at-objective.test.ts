import { manualTime } from '@sallyport/core/testing'
import { evaluate, gate, memorySource, recorder } from '@sallyport/slo'
import { describe, expect, it } from 'vitest'
import { sloOf, start } from './support/slo-of.ts'

const stateOf = async (
  atObjective: 'met' | 'breached',
  bad: number,
): Promise<string | undefined> => {
  const { clock } = manualTime(start)
  const slo = sloOf({ objective: '99', period: '1h', atObjective })
  const recorded = recorder(slo, { clock })
  for (let i = 0; i < 300; i++) recorded.record(i >= bad)
  const [found] = await evaluate([slo], memorySource([recorded]))
  expect(gate(found === undefined ? [] : [found]).overallPass).toBe(found?.state === 'met')
  return found?.state
}

describe('exactly as many bad ones as the objective allows', () => {
  it('are met, or breached where less was meant', async () => {
    expect(await stateOf('met', 3)).toBe('met')
    expect(await stateOf('breached', 3)).toBe('breached')
    expect(await stateOf('breached', 2)).toBe('met')
    expect(await stateOf('met', 4)).toBe('breached')
  })

  it('cannot be too many where none may be bad', () => {
    expect(() => sloOf({ objective: 100, atObjective: 'breached' })).toThrow(/can never be met/)
    expect(() => sloOf({ atObjective: 'missed' as never })).toThrow(/"atObjective" must be one of/)
  })
})
