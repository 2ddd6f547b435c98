import type { AuditEvent } from '@sallyport/core'
import { recordAudit } from '@sallyport/core/testing'
import { expect, it } from 'vitest'

it('recordAudit keeps what it was told, in order, and answers at once', () => {
  const audit = recordAudit()
  const told: AuditEvent[] = [
    { type: 'api_key.revoked', outcome: 'success', actor: { kind: 'user', id: 'ada' } },
    { type: 'request.decided', outcome: 'denied', reason: 'no_key' },
  ]
  expect(audit.events).toEqual([])
  for (const event of told) expect(audit.record(event)).toBeUndefined()
  expect(audit.events).toEqual(told)
  expect(audit.events[0]).toBe(told[0])
})

it('recordAudit can be handed on as a function', () => {
  const { record, events } = recordAudit()
  record({ type: 'app.started', outcome: 'success' })
  expect(events).toHaveLength(1)
  expect(recordAudit().events).toEqual([])
})
