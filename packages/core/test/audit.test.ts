import { noAudit } from '@sallyport/core'
import { expect, it } from 'vitest'

it('noAudit writes nothing, waits for nothing, and is nobody’s to change', () => {
  expect(noAudit.record({ type: 'app.started', outcome: 'success' })).toBeUndefined()
  expect(Object.isFrozen(noAudit)).toBe(true)
})
