import { controls, operationalFlags } from '@sallyport/controls'
import { coreMetrics } from '@sallyport/core'
import { recordMetrics } from '@sallyport/core/testing'
import { expect, it } from 'vitest'

it('a record that is lost is counted and told', async () => {
  const metrics = recordMetrics()
  const full = new Error('the disk is full')
  const heard: unknown[] = []
  const flags = controls({
    definition: operationalFlags,
    audit: { record: () => Promise.reject(full) },
    metrics,
    onError: (error) => void heard.push(error),
  })
  await flags.set('verbose_logging', true, { actor: { kind: 'user', id: 'ada' }, why: 'ticket 7' })
  // real time: one turn, until what was rejected is heard
  await new Promise(setImmediate)
  expect(heard).toEqual([full])
  expect(metrics.value(coreMetrics.dropped, { sink: 'audit' })).toBe(1)
  flags.close()
})
