import {
  accessAudit,
  memoryAuditLog,
  newSigningKey,
  pseudonyms,
  recordSocket,
} from '@sallyport/audit-chain'
import { secret, systemRandom } from '@sallyport/core'
import { testRequest } from '@sallyport/core/testing'
import { expect, it } from 'vitest'

it('a log with pseudonyms has requests and sockets, and shows nobody’s name', async () => {
  const origin = 'log.example/audit'
  const party = pseudonyms({ keys: [{ id: 'k1', value: secret('0123456789abcdef') }] })
  const { signingKey } = newSigningKey(origin, systemRandom)
  const log = await memoryAuditLog({ origin, signingKeys: [signingKey], party })
  const actor = { kind: 'user', id: 'ada@example.com' }
  const request = testRequest({ route: '/live' })
  accessAudit(log, { actor: () => actor })(request)({ status: 101, bytes: 0, aborted: false })
  recordSocket(log, request, { actor }).closed(1001)
  await log.flush()

  const [id = ''] = party.of('user', actor.id)
  const { rows } = await log.query({ actor: id, order: 'oldest' })
  expect(rows.map(({ entry: { type, transport } }) => `${transport} ${type}`)).toEqual([
    'http api.request',
    'ws ws.connect',
    'ws ws.disconnect',
  ])
  expect(rows.map(({ line }) => line).join()).not.toContain('ada@')
  await log.close()
})
