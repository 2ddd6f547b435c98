import { type BodyDenial, coreMetrics, coreReasons, type Decider } from '@sallyport/core'
import { recordMetrics } from '@sallyport/core/testing'
import { expectTypeOf, it } from 'vitest'

it('coreReasons are those of a body and of the decider, all of them', () => {
  expectTypeOf<keyof typeof coreReasons>().toEqualTypeOf<BodyDenial | 'unavailable'>()
})

it('the decider adds one reason', () => {
  type Answer = Awaited<ReturnType<Decider<object, never>>>
  expectTypeOf<Extract<Answer, { ok: false }>['reason']>().toEqualTypeOf<'unavailable'>()
})

it('coreMetrics are asked for by their labels', () => {
  const { value } = recordMetrics()
  value(coreMetrics.decisions, { decision: 'denied', reason: 'any' })
  value(coreMetrics.dropped, { sink: 'audit' })
  // @ts-expect-error no such label
  value(coreMetrics.dropped, { source: 'traces' })
  // @ts-expect-error no such decision
  value(coreMetrics.decisions, { decision: 'perhaps' })
  return coreReasons
})
