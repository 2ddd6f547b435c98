import { EventEmitter } from 'node:events'
import {
  accessAudit,
  memoryAuditLog,
  newSigningKey,
  openAuditLog,
  pseudonyms,
  recordSocket,
} from '@sallyport/audit-chain'
import { primaryAuditLog, sharedAuditLog } from '@sallyport/audit-chain/cluster'
import { verifyLog } from '@sallyport/audit-chain/verify'
import { noAudit } from '@sallyport/core'
import { manualTime, testRequest } from '@sallyport/core/testing'
import { describe, expect, it } from 'vitest'

const none = {} as never
const log = await memoryAuditLog()
const opened = (given: object) => memoryAuditLog(given)

/** Who takes options, and one that there is not. */
const takers: readonly (readonly [
  where: string,
  wrong: object,
  call: (given: never) => unknown,
])[] = [
  ['an audit log', { partys: undefined }, (given) => openAuditLog('/nowhere', given)],
  ['an audit log', { pseudonyms: undefined }, opened],
  ['"queue"', { queue: { whenFul: 'wait' } }, opened],
  ['"checkpoints"', { checkpoints: { every: 1 } }, opened],
  // What is under a legal hold would be deleted.
  ['"retention"', { retention: { onHold: () => true } }, opened],
  ['prune()', { olderThan: undefined }, (given) => log.prune(given)],
  ['a query', { actors: undefined }, (given) => log.query(given)],
  ['verify()', { sinse: undefined }, (given) => log.verify(given)],
  // Without it nobody sees that the log was set back.
  ['verifyLog()', { sinse: undefined }, (given) => verifyLog('/nowhere', given)],
  ['accessAudit()', { actors: undefined }, async (given) => accessAudit(noAudit, given)],
  ['recordSocket()', { who: undefined }, async (given) => recordSocket(log, testRequest(), given)],
  ['pseudonyms()', { key: undefined }, async (given) => pseudonyms(given)],
  ['primaryAuditLog()', { timeout: undefined }, async (given) => primaryAuditLog(none, given)],
  [
    'sharedAuditLog()',
    { pending: undefined },
    async (given) => sharedAuditLog(log, new EventEmitter() as never, given),
  ],
]

describe('an option that there is not is refused', () => {
  it.each(takers)('by %s: %j', async (where, wrong, call) => {
    const [name] = Object.keys(Object.values(wrong)[0] ?? wrong)
    const known = `audit-chain: ${where} takes only `.replace(/[()]/g, '\\$&')
    const refused = expect((async () => call(wrong as never))()).rejects
    await refused.toThrow(TypeError)
    await expect((async () => call(wrong as never))()).rejects.toThrow(
      new RegExp(`^${known}\\w+(, \\w+)*, got "${name}"$`),
    )
  })
})

describe('what is no option', () => {
  it('is refused: a part of them that is none, or none at all', async () => {
    for (const odd of [7, null, 'drop'])
      for (const name of ['queue', 'checkpoints', 'retention'])
        await expect(opened({ [name]: odd })).rejects.toThrow(TypeError)
    await expect(openAuditLog('/nowhere', undefined as never)).rejects.toThrow(
      'audit-chain: an audit log takes options by name, got undefined',
    )
  })

  it('does not stand in the way of the time of a test, given as a whole', async () => {
    const timed = await opened({ ...manualTime(), queue: {}, retention: {}, checkpoints: {} })
    await timed.close()
  })

  it('is a signing key that is no secret, or of nobody', async () => {
    for (const odd of ['PRIVATE+KEY', undefined, null, {}])
      await expect(opened({ signingKeys: [odd] })).rejects.toThrow(
        'audit-chain: a signing key must be a Secret of newSigningKey(), got ',
      )
    expect(() => newSigningKey(undefined as never)).toThrow(
      "audit-chain: a key's name must have no space, plus or control character, got undefined",
    )
  })
})
