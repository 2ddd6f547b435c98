import type { StoredFlags } from '@sallyport/controls'
import { settingsFromEnv } from '@sallyport/controls/env'
import { type Secret, secret, systemRandom } from '@sallyport/core'
import { serviceFlags } from './flags.ts'

/** Everything about the service that may differ from one place to another. */
export interface Settings {
  readonly host: string
  readonly port: number
  /** How long requests are still taken after readiness has said no, when SIGTERM asks the process to stop. */
  readonly drainMs: number
  /** The networks that may come in at all. */
  readonly allow: readonly string[]
  /** The proxies whose X-Forwarded-For is believed. */
  readonly trustedProxies: readonly string[]
  /** Lets in the administrator. */
  readonly adminToken: Secret
  /** Said when the token was made up just now, so that somebody learns of it, once. */
  readonly adminTokenIsNew: boolean
  /** Lets in who may look and not touch; nobody when it is not set. */
  readonly readerToken: Secret | undefined
  /** How many wrong tokens an address may send in a quarter of an hour. */
  readonly wrongTokens: number
  /** How many guesses at keys an address may send in a quarter of an hour. */
  readonly wrongKeys: number
  /** The SQLite file that API keys are kept in; in memory when it is not set. */
  readonly keysFile: string | undefined
  /** How many webhooks each sender may deliver in a minute. */
  readonly hooksPerMinute: number
  /** Signs GitHub's webhooks. */
  readonly githubSecret: Secret
  /** Signs Trello's webhooks: the secret of the application. */
  readonly trelloSecret: Secret
  /** Sent by the monitor as it stands. */
  readonly monitorSecret: Secret
  /** Where senders reach the service, as they were told; Trello signs it. */
  readonly publicUrl: string
  /** The longest webhook, in bytes. */
  readonly hookLimit: number
  /** The directory of the audit log; in memory when it is not set. */
  readonly auditDir: string | undefined
  /** Names the audit log in its checkpoints, for good. */
  readonly auditOrigin: string
  /** Sign the audit log's checkpoints: one, and while keys change the old one too. None: one is made up. */
  readonly auditSigningKeys: readonly Secret[]
  /** The verifier keys of those that have signed it before. */
  readonly auditFormerKeys: readonly string[]
  /** Hides people in the audit log: pseudonyms for ids, addresses cut short. Nothing is hidden without it. */
  readonly pseudonymKey: Secret | undefined
  /** What flags hold at first, where they are kept in memory. */
  readonly flags: StoredFlags
  /** The JSON file that says what flags hold; nothing is written to it. */
  readonly controlsFile: string | undefined
  /** The Redis that flags are kept in, for all instances; its address may have a password. */
  readonly controlsRedisUrl: Secret | undefined
  /** Where `/metrics` has a port of its own; on that of the rest when it is not set. */
  readonly metrics: { readonly host: string; readonly port: number } | undefined
}

type Environment = Readonly<Record<string, string | undefined>>

/** The settings that the environment asks for; what it does not say is safe for a first look. */
export function settingsFrom(env: Environment): Settings {
  const { HOST = '127.0.0.1', PORT = '3000', ADMIN_TOKEN, DRAIN_MS = '5000' } = env
  const { ALLOW = '127.0.0.0/8,::1/128', TRUSTED_PROXIES = '', READER_TOKEN } = env
  const { WRONG_TOKENS = '10', WRONG_KEYS = '10', KEYS_FILE, HOOKS_PER_MINUTE = '600' } = env
  const { GITHUB_SECRET, TRELLO_SECRET, MONITOR_SECRET, PUBLIC_URL } = env
  const port = portOf('PORT', PORT)
  return {
    host: HOST,
    port,
    drainMs: wait('DRAIN_MS', DRAIN_MS),
    allow: listed(ALLOW),
    trustedProxies: listed(TRUSTED_PROXIES),
    adminToken: secret(ADMIN_TOKEN || madeUp()),
    adminTokenIsNew: !ADMIN_TOKEN,
    readerToken: READER_TOKEN ? secret(READER_TOKEN) : undefined,
    wrongTokens: Number(WRONG_TOKENS),
    wrongKeys: Number(WRONG_KEYS),
    keysFile: KEYS_FILE || undefined,
    hooksPerMinute: Number(HOOKS_PER_MINUTE),
    githubSecret: secret(GITHUB_SECRET || madeUp()),
    trelloSecret: secret(TRELLO_SECRET || madeUp()),
    monitorSecret: secret(MONITOR_SECRET || madeUp()),
    publicUrl: publicUrlOf(
      PUBLIC_URL || `http://${HOST.includes(':') ? `[${HOST}]` : HOST}:${port}`,
    ),
    hookLimit: 256 * 1024,
    ...auditSettings(env),
    ...controlsSettings(env),
    ...metricsSettings(env),
  }
}

function auditSettings(env: Environment): Pick<Settings, AuditSetting> {
  const { AUDIT_DIR, AUDIT_ORIGIN, AUDIT_SIGNING_KEY, AUDIT_FORMER_KEYS, PSEUDONYM_KEY } = env
  // One that is made up is gone with the process, and nobody could verify what it has signed.
  if (AUDIT_DIR && !AUDIT_SIGNING_KEY) {
    throw new RangeError('service: AUDIT_DIR needs AUDIT_SIGNING_KEY, got none')
  }
  return {
    auditDir: AUDIT_DIR || undefined,
    auditOrigin: AUDIT_ORIGIN || 'service.example/audit',
    auditSigningKeys: listed(AUDIT_SIGNING_KEY ?? '').map((key) => secret(key)),
    auditFormerKeys: listed(AUDIT_FORMER_KEYS ?? ''),
    pseudonymKey: PSEUDONYM_KEY ? secret(PSEUDONYM_KEY) : undefined,
  }
}

type AuditSetting = Extract<keyof Settings, `audit${string}` | 'pseudonymKey'>

function controlsSettings(
  env: Environment,
): Pick<Settings, 'flags' | 'controlsFile' | 'controlsRedisUrl'> {
  const { CONTROLS_FILE, CONTROLS_REDIS_URL } = env
  const flags = settingsFromEnv(serviceFlags, env)
  const given = Object.keys(flags).map((name) => name.toUpperCase())
  const places = [
    ...(CONTROLS_FILE ? ['CONTROLS_FILE'] : []),
    ...(CONTROLS_REDIS_URL ? ['CONTROLS_REDIS_URL'] : []),
    ...(given.length > 0 ? [given.join(', ')] : []),
  ]
  // Whoever sets a flag where nobody looks for it believes that it holds.
  if (places.length > 1) {
    throw new RangeError(`service: flags are kept in one place, got ${places.join(' and ')}`)
  }
  return {
    flags,
    controlsFile: CONTROLS_FILE || undefined,
    controlsRedisUrl: CONTROLS_REDIS_URL ? secret(CONTROLS_REDIS_URL) : undefined,
  }
}

function metricsSettings({
  METRICS_HOST = '127.0.0.1',
  METRICS_PORT,
}: Environment): Pick<Settings, 'metrics'> {
  const own = METRICS_PORT && { host: METRICS_HOST, port: portOf('METRICS_PORT', METRICS_PORT) }
  return { metrics: own || undefined }
}

function portOf(name: string, text: string): number {
  const port = Number(text)
  if (Number.isInteger(port) && port >= 0 && port < 65_536) return port
  throw new RangeError(`service: ${name} must be 0 to 65535, got "${text}"`)
}

function wait(name: string, text: string): number {
  if (/^\d{1,7}$/.test(text)) return Number(text)
  throw new RangeError(`service: ${name} must be milliseconds, 0 to 9999999, got "${text}"`)
}

function publicUrlOf(text: string): string {
  if (!/^https?:\/\//.test(text) || !URL.canParse(text)) {
    throw new RangeError(`service: PUBLIC_URL must be an http or https address, got "${text}"`)
  }
  return text.replace(/\/+$/, '')
}

// Digits that spell nothing: a secret with a word of a template in it would be taken for that template.
const madeUp = (): string => Buffer.from(systemRandom(24)).toString('hex')

const listed = (text: string): string[] => text.split(',').filter((entry) => entry !== '')
