import { defineSlo, type Slo, type SloOptions } from '../../src/index.ts'

/** An objective of which only this matters. */
export const sloOf = (options: Partial<SloOptions> = {}): Slo =>
  defineSlo({
    service: 'shop',
    name: 'availability',
    objective: '99.9',
    period: '30d',
    sli: { kind: 'ratio' },
    ...options,
  })

export const second = 1_000
export const minute: number = 60 * second
export const hour: number = 60 * minute
export const day: number = 24 * hour
/** A moment at which all slices and all windows begin. */
export const start: number = Date.parse('2026-03-01T00:00:00Z')
