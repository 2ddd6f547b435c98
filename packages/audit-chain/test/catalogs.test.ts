import { expect, it } from 'vitest'
import { memoryAuditLog } from '../src/memory-audit-log.ts'

const keyEvents = {
  created: { type: 'api_key.created', help: 'A key was issued.', aliases: ['api_key_created'] },
} as const

it('finds events of other packages by the names that their catalogs give', async () => {
  const log = await memoryAuditLog({ catalogs: [keyEvents] })
  await log.append({ type: keyEvents.created.type, outcome: 'success' })
  await log.append({ type: 'auth.login', outcome: 'success' })
  const found = async (type: string) =>
    (await log.query({ type })).rows.map(({ entry }) => entry.type)
  expect(await found('api_key_created')).toEqual(['api_key.created'])
  expect(await found('login_success')).toEqual(['auth.login'])
  await log.close()
})

it.each([{}, 'api_key', [1], [undefined]])('is given catalogs in a list, not %j', async (given) => {
  const catalogs = given as never
  await expect(memoryAuditLog({ catalogs })).rejects.toThrow(
    'audit-chain: "catalogs" must be a list of catalogs of event types, got ',
  )
})
