import {
  type ConfigDefinition,
  defineConfig,
  type Frozen,
  jsonFile,
  type LoadedConfig,
  type LoadOptions,
  loadConfig,
} from '@sallyport/config-validation'
import { type Random, type Secret, secret, systemRandom } from '@sallyport/core'
import type { z } from 'zod/mini'
import { settingsSchema } from './settings-schema.ts'
import { urlAt } from './url-at.ts'

type Config = z.output<typeof settingsSchema>

/** Where settings come from, and what they must be together. */
export const definition: ConfigDefinition<Config> = defineConfig({
  schema: settingsSchema,
  names: {
    'flags.maintenance_mode': 'MAINTENANCE_MODE',
    'flags.maintenance_message': 'MAINTENANCE_MESSAGE',
    'flags.verbose_logging': 'VERBOSE_LOGGING',
    'flags.rate_limiting_enabled': 'RATE_LIMITING_ENABLED',
  },
  files: [jsonFile('config.json', { optional: true }), '.env'],
  // Whoever sets a flag where nobody looks for it believes that it holds.
  rules: (rule) => [
    rule(['controlsFile', 'flags'], ([file, flags]) => file === undefined || besideFlags(flags)),
    rule(['redisUrl', 'flags'], ([url, flags]) => url === undefined || besideFlags(flags)),
    rule(['host'], ([host]) => isHost(host) || 'is no name or address to listen at'),
    rule(['adminToken'], ([token]) => isSendable(token)),
    rule(['readerToken'], ([token]) => isSendable(token)),
    // The first who holds a token is let in: a reader would be the administrator.
    rule(
      ['readerToken', 'adminToken'],
      ([reader, admin]) =>
        reader?.reveal() === undefined ||
        reader.reveal() !== admin?.reveal() ||
        'must not be the same as ADMIN_TOKEN',
    ),
    rule(
      ['auditOrigin'],
      ([name]) => /^[^\s+\p{Cc}]+$/u.test(name) || 'must have no space, plus or control character',
    ),
  ],
})

const isHost = (host: string): boolean =>
  !/[/@?#[\]]/.test(host) && URL.canParse(urlAt(host, 1)) && host.trim() === host

/** RFC 6750 §2.1: what cannot be sent as a bearer token would let nobody in. */
const isSendable = (token: Secret | undefined): true | string =>
  token === undefined ||
  /^[\w.~+/=-]+$/.test(token.reveal()) ||
  'must have letters, digits and -._~+/= alone, or nobody can send it'

function besideFlags(flags: object): true | string {
  const names = Object.keys(flags).map((name) => name.toUpperCase())
  return (
    names.length === 0 || `cannot be set beside ${names.join(', ')}: flags are kept in one place`
  )
}

/** Everything about the service that may differ from one place to another. */
export type Settings = ReturnType<typeof settingsOf>

/** The settings of a valid configuration; what it does not say is safe for a first look. */
export function settingsOf(config: Frozen<Config>, random: Random = systemRandom) {
  const { metricsHost, metricsPort, auditSigningKey, dataDir, ...others } = config
  // Digits that spell nothing: a secret with a word of a template in it would be taken for that template.
  const madeUp = (): Secret => secret(Buffer.from(random(24)).toString('hex'))
  const { host, port, adminToken, githubSecret, trelloSecret, monitorSecret, publicUrl } = config
  return {
    ...others,
    /** Undefined keeps everything in memory. */
    dataDir: dataDir === ':memory:' ? undefined : dataDir,
    adminToken: adminToken ?? madeUp(),
    /** Said when the token was made up just now, so that somebody learns of it, once. */
    adminTokenIsNew: adminToken === undefined,
    githubSecret: githubSecret ?? madeUp(),
    trelloSecret: trelloSecret ?? madeUp(),
    monitorSecret: monitorSecret ?? madeUp(),
    publicUrl: (publicUrl ?? urlAt(host, port)).replace(/\/+$/, ''),
    /** The longest webhook, in bytes. */
    hookLimit: 256 * 1024,
    auditSigningKeys: auditSigningKey ?? [],
    /** Where `/metrics` has a port of its own; on that of the rest when it is not set. */
    metrics: metricsPort === undefined ? undefined : { host: metricsHost, port: metricsPort },
  }
}

/** Settings, and where they came from. */
export interface LoadedSettings extends Omit<LoadedConfig, 'config'> {
  readonly settings: Settings
}

/**
 * Reads the environment, and `.env` and `config.json` of the folder that the process was started in.
 *
 * @throws ConfigError with everything that is wrong.
 */
export function loadSettings(options: Pick<LoadOptions, 'env' | 'cwd'> = {}): LoadedSettings {
  const { config, ...known } = loadConfig(definition, options)
  return { ...known, settings: settingsOf(config) }
}
