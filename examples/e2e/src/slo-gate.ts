// Starts the service, sends it a bounded load, and asks it how its objectives stand after that:
//
//   node examples/e2e/src/slo-gate.ts [OPTION...]   those of the gate: --report junit=FILE
//
// The environment says what the service is, as for its server; unless it says where, nothing is kept. Ends with 0 when all are met, with 1 when not, and with
// 2 when it cannot be told.
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { systemTimers } from '@sallyport/core'
import { runGate } from '@sallyport/slo/run-gate'
import { sign } from '@sallyport/webhook-auth'
import { github } from '@sallyport/webhook-auth/schemes'
import { createApp } from '@sallyport-examples/express/server'
import { createService, loadSettings, type Settings } from '@sallyport-examples/service'

/** What has not ended by then will not. */
const deadlineMs = 60_000
const atOnce = 8

type Call = readonly [path: string, init: RequestInit]

const json = (headers: Readonly<Record<string, string>>, body: unknown): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
})
const times = (count: number, make: (i: number) => Call): readonly Call[] =>
  Array.from({ length: count }, (_, i) => make(i))

/** Good keys and signatures, and a few wrong ones: fewer than have an address locked out. */
function script(key: string, { githubSecret: secret }: Settings): readonly Call[] {
  const own = { 'x-api-key': key }
  const delivery = (i: number, signed: string): Call => {
    const { headers } = sign(github, { secret, body: signed, deliveryId: `gate ${i}` })
    return ['/webhook/github', json(headers, { i })]
  }
  return [
    ...times(300, () => ['/api/orders', { headers: own }]),
    ...times(50, (i) => ['/api/orders', json(own, { item: 'anvil', quantity: i + 1 })]),
    ...times(50, (i) => delivery(i, `{"i":${i}}`)),
    ...times(5, () => ['/api/orders', { headers: { 'x-api-key': 'a-guess' } }]),
    ...times(5, (i) => delivery(i, 'something else')),
  ]
}

/** Sends all of it, a few at once, and says what was answered how often. */
async function load(call: Caller, calls: readonly Call[]): Promise<string> {
  const answers = new Map<number, number>()
  const left = calls.values()
  const work = async (): Promise<void> => {
    for (const one of left) {
      const reply = await call(...one)
      await reply.arrayBuffer()
      answers.set(reply.status, (answers.get(reply.status) ?? 0) + 1)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  const counts = [...answers].toSorted(([a], [b]) => a - b)
  return `answered ${counts.map(([status, count]) => `${status}: ${count}`).join(', ')}`
}

type Caller = (...call: Call) => Promise<Response>

async function judged(call: Caller, settings: Settings): Promise<0 | 1 | 2> {
  const admin = { authorization: `Bearer ${settings.adminToken.reveal()}` }
  const owner = { kind: 'service', id: 'gate' }
  const scopes = ['orders:read', 'orders:write']
  const wanted = { name: 'gate', tenant: 'gate', owner, scopes }
  const issued = await call('/admin/keys', json(admin, wanted))
  if (issued.status !== 201) throw new Error(`no key to ask with: ${issued.status}`)
  const { token } = (await issued.json()) as { readonly token: string }
  console.log(await load(call, script(token, settings)))
  return runGate([...process.argv.slice(2), '/slo'], {
    readText: async (path) => (await call(path, { headers: admin })).text(),
  })
}

async function main(): Promise<0 | 1 | 2> {
  const { settings } = loadSettings({ env: { DATA_DIR: ':memory:', ...process.env } })
  const ended = new AbortController()
  const cancel = systemTimers.after(deadlineMs, () => ended.abort())
  const service = await createService(settings, () => {})
  const server = createServer(createApp(service)).listen(0, '127.0.0.1')
  try {
    await once(server, 'listening')
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    return await judged(
      (path, init) => fetch(url + path, { ...init, signal: ended.signal }),
      settings,
    )
  } finally {
    cancel()
    server.close()
    await service.close()
  }
}

process.exitCode = await main().catch((error: unknown) => {
  console.error(error)
  return 2
})
