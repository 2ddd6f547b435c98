import { controls, operationalFlags } from '@sallyport/controls'
import { fileSource } from '@sallyport/controls/file'
import { maintenance, maintenanceCheck } from '@sallyport/controls/maintenance'
import { manualTime } from '@sallyport/core/testing'
import { describe, expect, it } from 'vitest'

const time = manualTime()
const state = () => false

describe('a manual time is spread into', () => {
  it.each<[string, () => unknown]>([
    ['controls', () => controls({ definition: operationalFlags, ...time }).close()],
    ['maintenance', () => maintenance({ state, ...time })],
    ['maintenanceCheck', () => maintenanceCheck({ state, ...time })],
    ['fileSource', () => fileSource('flags.json', { ...time })],
  ])('%s', (_, make) => {
    expect(make).not.toThrow()
  })
})
