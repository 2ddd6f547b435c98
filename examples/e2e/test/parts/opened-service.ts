import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type AuditEntry, type NewSigningKey, newSigningKey } from '@sallyport/audit-chain'
import { systemRandom } from '@sallyport/core'
import { createApp as onExpress } from '@sallyport-examples/express/server'
import { createApp as onFastify } from '@sallyport-examples/fastify/server'
import { createApp as onHono } from '@sallyport-examples/hono/server'
import {
  createService,
  loadSettings,
  type Service,
  type Settings,
  type Surroundings,
} from '@sallyport-examples/service'
import { type Framework, nodeServer } from '../apps.ts'
import { type Served, served } from '../raw.ts'
import { atEnd } from '../world.ts'

const servers: Record<Framework, (service: Service) => Server | Promise<Server>> = {
  express: (service) => createServer(onExpress(service)),
  async fastify(service) {
    const app = onFastify(service)
    await app.ready()
    atEnd(() => app.close())
    return app.server
  },
  hono: (service) => nodeServer(onHono(service)),
}

/** What these variables come to, and no file of whoever runs the tests: all is in memory unless they say otherwise. */
export const settingsFrom = (env: Readonly<Record<string, string>>): Settings =>
  loadSettings({
    env: { NODE_ENV: 'development', DATA_DIR: ':memory:', ...env },
    cwd: import.meta.dirname,
  }).settings

export const settings: Settings = settingsFrom({
  ADMIN_TOKEN: 'the-token',
  READER_TOKEN: 'the-reader',
  GITHUB_SECRET: 'd9f1c2a7b4e84c0f9a3b5d6e7f801234',
  TRELLO_SECRET: '7c1e5a90d2b34f6889ab0c1d2e3f4a5b',
  MONITOR_SECRET: '41b6e0f3a8d24b7796c5a2f18e0d3c4b',
  PUBLIC_URL: 'https://hooks.example/',
})
export const admin = { authorization: 'Bearer the-token' }

/** The example service, and what it wrote down. */
export interface Opened extends Served {
  readonly service: Service
  /** All that is in the log, oldest first. */
  entries(): Promise<readonly Entry[]>
  /** What was decided and done, without the requests, the reading and how the service itself began and is. */
  events(): Promise<readonly Entry[]>
  /** What was printed. */
  readonly lines: readonly string[]
}

/** An entry whose event tests take apart. */
export type Entry = Omit<AuditEntry, 'event'> & { readonly event?: ReturnType<typeof JSON.parse> }

/** The example service on a framework, listening. */
export async function opened(
  framework: Framework,
  given: Settings,
  surroundings?: Surroundings,
): Promise<Opened> {
  const lines: string[] = []
  const service = await createService(given, (line) => lines.push(line), surroundings)
  atEnd(service.close)
  const server = await servers[framework](service)
  service.live.on(server)
  const app = await served(server)
  const entries = async (): Promise<readonly Entry[]> => {
    await service.log.flush()
    const { rows } = await service.log.query({ order: 'oldest', limit: 1_000 })
    return rows.map(({ entry }) => entry)
  }
  const events = async () =>
    (await entries()).filter(({ type }) => !/^(api|health|slo|system)\.|^admin\.access$/.test(type))
  return { ...app, service, lines, entries, events }
}

/** A key for the audit log. */
export const auditKey = (): NewSigningKey => newSigningKey(settings.auditOrigin, systemRandom)

/** What a log is verified with whose key the service has made. */
export const verifierKeyIn = (dataDir: string): string =>
  readFileSync(join(dataDir, 'audit.key'), 'utf8').split('\n')[1] ?? ''

/** A directory of its own, until the test is over. */
export function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'sallyport-service-'))
  atEnd(() => rmSync(made, { recursive: true }))
  return made
}
