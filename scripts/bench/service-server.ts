// The served side of the suite `service`, in a process of its own: `service-server.ts guarded FOLDER` is the example
// service on Fastify, `service-server.ts bare` the same routes with nothing before them and nothing in them.
import { once } from 'node:events'
import { Session } from 'node:inspector/promises'
import type { AddressInfo } from 'node:net'
import { createApp } from '@sallyport-examples/fastify/server'
import { createService, loadSettings, type Service } from '@sallyport-examples/service'
import fastify, { type FastifyInstance } from 'fastify'
import type { Proofs } from './mixed-traffic.ts'
import { selfTimes } from './self-times.ts'

/** What the server tells once it listens. */
export interface Serving {
  readonly port: number
  readonly proofs?: Proofs
  readonly metricsUrl?: string
}

/** What it may be asked. */
export type Question = 'cpu' | 'heap' | 'profile' | 'profiled' | 'records'

interface Served {
  readonly app: FastifyInstance
  readonly told: Omit<Serving, 'port'>
  records(): Promise<number>
  close(): Promise<void>
}

function bare(): Served {
  const app = fastify()
  const nothing = async () => ({})
  for (const path of ['/health', '/admin/whoami', '/api/orders']) app.get(path, nothing)
  for (const path of ['/api/orders', '/webhook/:service']) app.post(path, nothing)
  return { app, told: {}, records: async () => 0, close: async () => {} }
}

/** Everything it keeps is in the folder: keys in SQLite, the log in files that are synced. */
async function whole(folder: string): Promise<Served> {
  const env = {
    NODE_ENV: 'development',
    DATA_DIR: folder,
    AUDIT_ORIGIN: 'bench.example/audit',
    ALLOW: '0.0.0.0/0, ::/0',
    TRUSTED_PROXIES: '127.0.0.0/8',
    HOOKS_PER_MINUTE: '1000000000',
    WRONG_KEYS: '10000',
    PRINT_AUDIT: 'false',
    METRICS_PORT: '0',
    DRAIN_MS: '0',
  }
  const { settings } = loadSettings({ env, cwd: folder })
  const service = await createService(settings, () => {})
  const { githubSecret, adminToken } = settings
  const proofs = {
    readers: await issued(service, 50, 'reader'),
    writers: await issued(service, 20, 'writer'),
    githubSecret: githubSecret.reveal(),
    adminToken: adminToken.reveal(),
  }
  return {
    app: createApp(strict(service)),
    told: { proofs, ...(service.metricsUrl !== undefined && { metricsUrl: service.metricsUrl }) },
    records: async () => (await service.log.query({ limit: 1 })).rows[0]?.seq ?? 0,
    close: () => service.close(),
  }
}

/** Every decision is on the disk before its answer is sent. */
function strict(service: Service): Service {
  const { orders, webhook } = service.options
  const whenAuditFails = 'deny' as const
  const all = { orders: { ...orders, whenAuditFails }, webhook: { ...webhook, whenAuditFails } }
  return { ...service, options: { ...service.options, ...all } }
}

async function issued({ keys }: Service, count: number, owner: string): Promise<string[]> {
  const tokens: string[] = []
  for (let i = 0; i < count; i++) {
    const { token } = await keys.keys.issue({
      name: `${owner}-${i}`,
      tenant: `${owner}-${i}`,
      owner: { kind: 'user', id: `${owner}-${i}` },
      actor: { kind: 'service', id: 'bench' },
      scopes: ['orders:read', 'orders:write'],
      limits: [
        { name: 'per_minute', policy: { kind: 'rate', limit: 10_000_000, windowMs: 60_000 } },
      ],
    })
    tokens.push(token.reveal())
  }
  return tokens
}

const [kind, folder = ''] = process.argv.slice(2)
const served = kind === 'bare' ? bare() : await whole(folder)
await served.app.ready()
const { server } = served.app
server.listen(0, '127.0.0.1')
await once(server, 'listening')

const session = new Session()
session.connect()
const answers: Readonly<Record<Question, () => Promise<unknown>>> = {
  async cpu() {
    const { user, system } = process.cpuUsage()
    return user + system
  },
  async heap() {
    for (let i = 0; i < 4; i++) globalThis.gc?.()
    return process.memoryUsage().heapUsed
  },
  async profile() {
    await session.post('Profiler.enable')
    await session.post('Profiler.start')
    return true
  },
  profiled: async () => selfTimes((await session.post('Profiler.stop')).profile),
  records: served.records,
}
process.on('message', async (question: Question) => {
  process.send?.(await answers[question]())
})
process.on('disconnect', async () => {
  await served.app.close()
  await served.close()
  process.exit()
})
process.send?.({
  ...served.told,
  port: (server.address() as AddressInfo).port,
} satisfies Serving)
