import { readFileSync } from 'node:fs'
import { type AddressInfo, createServer as createTcpServer } from 'node:net'
import { join } from 'node:path'
import { createServer } from 'node:tls'
import { certificateCheck } from '@sallyport/health/checks'
import { describe, expect, it } from 'vitest'
import { fakeHealth } from './support/fake-health.ts'

// Valid from 1 January to 1 April 2026.
const read = (name: string): string =>
  readFileSync(join(import.meta.dirname, 'fixtures', name), 'utf8')
const pem = read('certificate.pem')
const clock = (date: string) => () => Date.parse(`${date}T00:00:00Z`)
const { signal } = new AbortController()

describe('certificateCheck', () => {
  it.each([
    ['2025-12-31', false, false, 'not valid yet'],
    ['2026-03-11', true, false, '21 days left'],
    ['2026-03-12', true, true, '20 days left'],
    ['2026-03-30', true, true, '2 days left'],
    ['2026-03-31', false, true, '1 days left'],
    ['2026-04-02', false, true, '-1 days left'],
  ])('on %s', async (date, ok, degraded, message) => {
    const result = await certificateCheck(pem, { clock: clock(date) })(signal)
    expect(result).toMatchObject({
      ...{ ok, degraded, message },
      detail: { subject: 'CN=health.test', valid_to: '2026-04-01T00:00:00.000Z' },
    })
  })

  it('shows the whole subject', async () => {
    const { health } = fakeHealth({ checks: { it: certificateCheck(read('organisation.pem')) } })
    const { checks } = await health.ready()
    expect(checks[0]?.detail).toMatchObject({ subject: 'C=GB, O=Orders, CN=orders.test' })
  })

  it('connects to nobody when nobody waits any more', async () => {
    const check = certificateCheck({ host: '127.0.0.1', port: 1 })
    const abandoned = AbortSignal.abort(new Error('too late'))
    await expect((async () => check(abandoned))()).rejects.toThrow('too late')
  })

  it('reads a file anew each time', async () => {
    let reads = 0
    const source = async () => {
      reads++
      return pem
    }
    const check = certificateCheck(source, { clock: clock('2026-02-01') })
    await check(signal)
    expect(await check(signal)).toMatchObject({ ok: true })
    expect(reads).toBe(2)
  })

  it('rejects for what is no certificate', async () => {
    await expect((async () => certificateCheck('nothing')(signal))()).rejects.toThrow()
  })

  it('reads that of a server, trusted or not', async () => {
    const server = createServer({ cert: pem, key: read('key.pem') })
    server.on('tlsClientError', () => {})
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const check = certificateCheck({ host: '127.0.0.1', port }, { clock: clock('2026-02-01') })
    expect(await check(signal)).toMatchObject({ ok: true, message: '59 days left' })
    await new Promise((resolve) => server.close(resolve))
    await expect((async () => check(signal))()).rejects.toThrow('ECONNREFUSED')
  })

  it('lets go of a server that says nothing', async () => {
    const server = createTcpServer()
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const abort = new AbortController()
    const closed = new Promise((resolve) =>
      server.once('connection', (socket) => {
        socket.on('error', () => {}).on('data', () => abort.abort(new Error('too late')))
        socket.on('close', resolve)
      }),
    )
    const check = certificateCheck({ host: '127.0.0.1', port })
    await expect((async () => check(abort.signal))()).rejects.toThrow('too late')
    await closed
    server.close()
  })
})
