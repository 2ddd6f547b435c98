import { containedSinks, decider, responder, watcher } from '@sallyport/core'
import { fromPg, postgresTransaction, sharedSqlite } from '@sallyport/core/clients'
import { watchFiles } from '@sallyport/core/node'
import { describe, expect, it } from 'vitest'

const guard = () => ({ ok: true as const, value: {} })
const none = {} as never
const ofAdapters =
  'metrics, audit, onError, whenAuditFails, describe, clientAddress, bodyLimit, newId'

/** Who takes options, which there are, and one that there is not. */
const takers: readonly (readonly [
  name: string,
  names: string,
  wrong: string,
  call: (options: never) => unknown,
])[] = [
  ['decider', ofAdapters, 'whenAuditFail', (options) => decider(guard, options)],
  ['responder', ofAdapters, 'clientAdress', (options) => responder(none, options)],
  ['watcher', ofAdapters, 'onErorr', (options) => watcher(none, options)],
  ['containedSinks', 'audit, metrics, onError', 'metric', containedSinks],
  ['watchFiles', 'debounceMs, timers', 'debounce', (options) => watchFiles(none, options)],
  ['fromPg', 'retryMs, timers', 'retry', (options) => fromPg(none, options)],
  ['sharedSqlite', 'busyTimeoutMs', 'timeoutMs', (options) => sharedSqlite(none, options)],
]

describe('an option that there is not is refused', () => {
  it.each(takers)('by %s', (name, names, wrong, call) => {
    expect(() => call({ [wrong]: undefined } as never)).toThrow(
      new TypeError(`core: ${name}() takes only ${names}, got "${wrong}"`),
    )
  })

  it('by postgresTransaction, before it takes a connection', async () => {
    const given = { isolaton: 'serializable' } as never
    await expect(postgresTransaction(none, none, given)).rejects.toThrow(
      new TypeError('core: postgresTransaction() takes only isolation, retries, got "isolaton"'),
    )
  })
})
