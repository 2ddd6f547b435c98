import { connect } from '@nats-io/transport-node'
import { createHealth } from '@sallyport/health'
import { natsCheck } from '@sallyport/health/checks'
import { missing, startNats } from '@sallyport-scripts/services'
import { describe, expect, it } from 'vitest'

describe.skipIf(missing('nats', 'natsCheck with its server'))('readiness and a NATS server', () => {
  it('goes down with it, comes up again, and is down once the connection is closed', async () => {
    await using server = await startNats()
    const connection = await connect({
      servers: server.url,
      reconnectTimeWait: 20,
      maxReconnectAttempts: -1,
    })
    const health = createHealth({
      startupGraceMs: 0,
      checks: { nats: { check: natsCheck(connection), cacheMs: 0 } },
    })
    const status = async () => (await health.ready()).status
    const became = async (type: string) => {
      for await (const event of connection.status()) if (event.type === type) return
    }
    expect(await status()).toBe('up')
    const lost = became('disconnect')
    const back = became('reconnect')
    await server.down()
    await lost
    expect(await status()).toBe('down')
    await server.up()
    await back
    expect(await status()).toBe('up')
    await connection.close()
    expect((await health.ready()).checks[0]).toMatchObject({
      status: 'down',
      message: 'The connection is closed',
    })
    health.close()
  })
})
