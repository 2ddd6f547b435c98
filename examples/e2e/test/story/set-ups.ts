// Node 22 warns of it when it is first loaded: here, before a test listens for warnings.
import 'node:sqlite'
import { join } from 'node:path'
import { type LogReport, verifyLog } from '@sallyport/audit-chain/verify'
import type { Settings, Surroundings } from '@sallyport-examples/service'
import { type Server, startPostgres, startRedis } from '@sallyport-scripts/services'
import { afterAll, beforeAll } from 'vitest'
import type { Framework } from '../apps.ts'
import {
  folder,
  type Opened,
  opened,
  settings,
  settingsFrom,
  verifierKeyIn,
} from '../parts/opened-service.ts'

export type Given = Readonly<Record<string, string>>

/** Where instances keep what they share, if anything, and how many there are. */
export interface SetUp {
  readonly instances: 1 | 2
  /** Where a test's instances keep their keys and what they count: nobody else has been there. */
  stores(): Given
}

/** Needs nothing but the folder of its log. */
export const embedded: SetUp = {
  instances: 1,
  stores: () => ({}),
}

/** Two instances behind one Postgres and one Redis, which the tests may stop and start. */
export interface Shared extends SetUp {
  readonly postgres: () => Server
  readonly redis: () => Server
}

/** Starts the stores for the tests of a suite. Redis writes down what it holds, so that it outlives a restart. */
export function shared(): Shared {
  let postgres: Server
  let redis: Server
  let database = 0
  beforeAll(async () => {
    const args = ['--databases', '64', '--appendonly', 'yes']
    const starting = [startPostgres(), startRedis({ args })] as const
    ;[postgres, redis] = await Promise.all(starting)
  })
  afterAll(() => Promise.all([postgres?.stop(), redis?.stop()]))
  return {
    instances: 2,
    // Keys have ids that nobody else has; guesses are counted by address, which is the same in all tests.
    stores: () => ({ DATABASE_URL: postgres.url, REDIS_URL: `${redis.url}/${database++}` }),
    postgres: () => postgres,
    redis: () => redis,
  }
}

/** Where an instance keeps its audit log, and its keys where they are not shared. */
export interface Kept {
  readonly env: Given
  /** Verifies it without the service. */
  check(): Promise<LogReport>
}

/** A data folder of its own. */
export function keptLog(): Kept {
  const DATA_DIR = folder()
  const check = (): Promise<LogReport> =>
    verifyLog(join(DATA_DIR, 'audit'), {
      origin: settings.auditOrigin,
      keys: [verifierKeyIn(DATA_DIR)],
    })
  return { env: { DATA_DIR }, check }
}

/** An instance in this process. */
export interface Instance extends Opened, Pick<Kept, 'check'> {}

/** The instances of a set-up: two, or one that is both. */
export interface Instances {
  readonly all: readonly Instance[]
  readonly one: Instance
  readonly other: Instance
}

/** Opens the instances of a set-up, each with an audit log of its own. */
export async function openInstances(
  framework: Framework,
  setUp: SetUp,
  more: Partial<Settings> = {},
  surroundings?: Surroundings,
): Promise<Instances> {
  const stores = setUp.stores()
  const open = async (): Promise<Instance> => {
    const { env, check } = keptLog()
    const { dataDir, databaseUrl, redisUrl } = settingsFrom({ ...stores, ...env })
    const kept = { dataDir, databaseUrl, redisUrl }
    return { ...(await opened(framework, { ...settings, ...kept, ...more }, surroundings)), check }
  }
  const one = await open()
  const other = setUp.instances === 1 ? one : await open()
  return { all: [...new Set([one, other])], one, other }
}
