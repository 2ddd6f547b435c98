import { apiKey } from '@better-auth/api-key'
import { betterAuth } from 'better-auth'
import { memoryAdapter } from 'better-auth/adapters/memory'

type PluginOptions = NonNullable<Exclude<Parameters<typeof apiKey>[0], readonly unknown[]>>

/** What better-auth keeps, for one instance or for several. */
export interface Kept {
  readonly tables: Record<'user' | 'session' | 'account' | 'verification' | 'apikey', Row[]>
  readonly entries: Map<string, string>
  /** How often either was written to. */
  writes: number
  /** Before each answer of either. */
  readonly delay: () => Promise<unknown> | undefined
}
/** What is read of a key. */
interface Row {
  id?: string
  key?: string
  remaining?: number | null
}

/** Nothing yet. */
export const nothingKept = (delay: Kept['delay'] = () => undefined): Kept => ({
  tables: { user: [], session: [], account: [], verification: [], apikey: [] },
  entries: new Map(),
  writes: 0,
  delay,
})

const writing: ReadonlySet<string> = new Set([
  ...['create', 'update', 'updateMany', 'delete', 'deleteMany'],
  ...['consumeOne', 'incrementOne'],
])

/** Its memory adapter, where each call is counted and takes its time. */
const database = (kept: Kept): ReturnType<typeof memoryAdapter> => {
  const open = memoryAdapter(kept.tables)
  return (options) => {
    const adapter = open(options)
    const watched = (name: string, call: unknown): unknown =>
      typeof call !== 'function'
        ? call
        : async (...given: unknown[]) => {
            if (writing.has(name)) kept.writes++
            await kept.delay()
            return call.apply(adapter, given)
          }
    const methods = Object.entries(adapter).map(([name, call]) => [name, watched(name, call)])
    return Object.fromEntries(methods) as typeof adapter
  }
}

const secondaryStorage = (kept: Kept) => ({
  async get(key: string) {
    await kept.delay()
    return kept.entries.get(key) ?? null
  },
  async set(key: string, value: string) {
    kept.writes++
    await kept.delay()
    kept.entries.set(key, value)
  },
  async delete(key: string) {
    kept.writes++
    await kept.delay()
    kept.entries.delete(key)
  },
  async getAndDelete(key: string) {
    kept.writes++
    await kept.delay()
    const value = kept.entries.get(key) ?? null
    kept.entries.delete(key)
    return value
  },
  async increment(key: string) {
    kept.writes++
    await kept.delay()
    const count = Number(kept.entries.get(key) ?? 0) + 1
    kept.entries.set(key, String(count))
    return count
  },
})

/** Where the plugin keeps keys: its two kinds. */
export type Storage = NonNullable<PluginOptions['storage']>

/** better-auth with its plugin of API keys, and a user. */
export async function openBetterAuth(
  options: PluginOptions = {},
  kept: Kept = nothingKept(),
  advanced: Parameters<typeof betterAuth>[0]['advanced'] = {},
) {
  const auth = betterAuth({
    database: database(kept),
    ...(options.storage === 'secondary-storage'
      ? { secondaryStorage: secondaryStorage(kept) }
      : {}),
    plugins: [apiKey({ rateLimit: { enabled: false }, ...options })],
    logger: { disabled: true },
    telemetry: { enabled: false },
    advanced,
    secret: 'x'.repeat(40),
    baseURL: 'http://localhost:3000',
  })
  const { internalAdapter } = await auth.$context
  const email = `${kept.tables.user.length}@example.com`
  const { id: userId } = await internalAdapter.createUser(
    { email, name: 'ada' },
    { method: 'admin' },
  )
  type Made = NonNullable<Parameters<typeof auth.api.createApiKey>[0]>['body']
  return {
    kept,
    create: (more: Made = {}) => auth.api.createApiKey({ body: { name: 'ci', userId, ...more } }),
    disable: (keyId: string) => auth.api.updateApiKey({ body: { keyId, userId, enabled: false } }),
    /** What it says: `valid`, or a code. */
    async verify(key: unknown): Promise<string> {
      const { valid, error } = await auth.api.verifyApiKey({ body: { key: key as string } })
      return valid ? 'valid' : String(error?.code)
    },
  }
}

/** Every key that is kept, of either kind. */
export function keptKeys({ tables, entries }: Kept): readonly Row[] {
  // The others are lists of ids.
  const keys = [...entries.values()].filter((text) => text.startsWith('{'))
  return [...tables.apikey, ...keys.map((text): Row => JSON.parse(text))]
}
