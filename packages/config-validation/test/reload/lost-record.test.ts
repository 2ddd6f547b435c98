import { coreMetrics } from '@sallyport/core'
import { recordMetrics } from '@sallyport/core/testing'
import { expect, it } from 'vitest'
import { reloadJournal } from '../../src/reload/reload-journal.ts'

it('a record of a reload that is lost is counted and told', async () => {
  const metrics = recordMetrics()
  const full = new Error('the disk is full')
  const heard: unknown[] = []
  const audit = { record: () => Promise.reject(full) }
  const onError = (error: unknown) => void heard.push(error)
  const journal = reloadJournal({ audit, metrics, onError })
  journal.changed({ changed: ['port'], needsRestart: [] }, 'call', 0)
  // real time: one turn, until what was rejected is heard
  await new Promise(setImmediate)
  expect(heard).toEqual([full])
  expect(metrics.value(coreMetrics.dropped, { sink: 'audit' })).toBe(1)
})
