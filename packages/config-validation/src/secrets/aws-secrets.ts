import {
  demandOptions,
  type MonotonicClock,
  type Secret,
  systemMonotonic,
  systemTimers,
  type Timers,
} from '@sallyport/core'
import type { LiveSecret } from '../fields/rotating-secret.ts'
import { type AwsSecretsClient, fetchStages, type Stages } from './aws-stages.ts'
import { memberOf } from './secret-member.ts'
import type { SecretSource } from './secret-source.ts'

export type { AwsSecretsClient } from './aws-stages.ts'

/** How {@link awsSecrets} keeps what it has fetched. */
export interface AwsSecretsOptions {
  /** How long a value is used before it is asked for again. @default 300_000 */
  readonly ttlMs?: number
  /** The pause after a failure, while the last known value is used. @default 10_000 */
  readonly retryMs?: number
  /** How long an answer is waited for. @default 10_000 */
  readonly timeoutMs?: number
  /** The most secrets that are kept; one more rejects. @default 1000 */
  readonly maxSecrets?: number
  /** Hears why a value could not be fetched anew, and of which secret. @default says it on stderr, without the error */
  readonly onError?: (error: unknown, id: string) => void
  /** @default the machine's */
  readonly monotonic?: MonotonicClock
  /** @default the platform's */
  readonly timers?: Timers
}

/** Secrets of AWS Secrets Manager. */
export interface AwsSecrets extends SecretSource {
  /** Fetches all that have been read so far anew, whatever their age. Resolves to those that changed. */
  refresh(): Promise<readonly string[]>
}

const names = 'ttlMs retryMs timeoutMs maxSecrets onError monotonic timers'.split(' ')

interface Entry {
  known: { readonly stages: Stages | undefined } | undefined
  freshUntil: number
  pending: Promise<boolean> | undefined
}

/**
 * Secrets in AWS Secrets Manager: `AWSCURRENT` is the current value, `AWSPREVIOUS` the one before. Each
 * is kept for a while; where AWS does not answer, the last known value is used on and `onError` is told.
 * The name is the secret's id or ARN; `id#member` takes one text of a secret that is a JSON object.
 *
 * @example
 * ```ts
 * import { awsSecrets } from '@sallyport/config-validation/aws'
 *
 * // Yours: new SecretsManager(), or { getSecretValue: (input) => client.send(new GetSecretValueCommand(input)) }
 * const client = {
 *   getSecretValue: async ({ VersionStage }: { VersionStage?: string | undefined }) => ({
 *     SecretString: VersionStage === 'AWSCURRENT' ? '{"key":"fresh"}' : '{"key":"old"}',
 *   }),
 * }
 * const key = await awsSecrets(client).read('prod/api#key')
 * console.log(key?.current.reveal(), key?.previous?.reveal()) // prints: fresh old
 * ```
 *
 * @throws RangeError for times that are none.
 */
export function awsSecrets(client: AwsSecretsClient, options: AwsSecretsOptions = {}): AwsSecrets {
  demandOptions('config-validation: awsSecrets()', options, names)
  const { ttlMs = 300_000, retryMs = 10_000, timeoutMs = 10_000, maxSecrets = 1000 } = options
  const { onError = printFailure, monotonic = systemMonotonic, timers = systemTimers } = options
  for (const [name, value] of Object.entries({ ttlMs, retryMs, timeoutMs, maxSecrets })) {
    demandPositive(name, value)
  }
  const entries = new Map<string, Entry>()
  const patience = { timeoutMs, timers }
  const fetchOnce = async (id: string, entry: Entry): Promise<boolean> => {
    const before = entry.known
    try {
      const stages = await fetchStages(client, id, patience)
      entry.freshUntil = monotonic() + ttlMs
      return renew(entry, stages)
    } catch (error) {
      entry.freshUntil = monotonic() + retryMs
      if (before !== undefined) return tell(onError, error, id)
      entries.delete(id)
      throw error
    } finally {
      entry.pending = undefined
    }
  }
  return sourceOf(entries, { maxSecrets, monotonic, fetchOnce })
}

/** Puts what was fetched in its place. Returns whether it is something else than before. */
function renew(entry: Entry, stages: Stages | undefined): boolean {
  const before = entry.known
  // Who takes a secret away that is in use does so by mistake more often than not.
  if (stages === undefined && before?.stages) throw new Error(gone)
  entry.known = { stages }
  return before !== undefined && !areSame(before.stages, stages)
}

interface Fetching {
  readonly maxSecrets: number
  readonly monotonic: MonotonicClock
  /** Returns whether the secret changed. */
  fetchOnce(id: string, entry: Entry): Promise<boolean>
}

function sourceOf(
  entries: Map<string, Entry>,
  { maxSecrets, monotonic, fetchOnce }: Fetching,
): AwsSecrets {
  // Whoever asks while it is asked waits for the same answer.
  const renewed = (id: string, entry: Entry): Promise<boolean> => {
    entry.pending ??= fetchOnce(id, entry)
    return entry.pending
  }
  return {
    async read(name) {
      const at = name.indexOf('#')
      const id = at < 0 ? name : name.slice(0, at)
      const entry = entries.get(id) ?? added(entries, id, maxSecrets)
      if (entry.known === undefined || monotonic() >= entry.freshUntil) await renewed(id, entry)
      return liveOf(entry.known?.stages, at < 0 ? undefined : name.slice(at + 1), id)
    },
    async refresh() {
      const all = [...entries]
      const changed = await Promise.all(all.map(([id, entry]) => renewed(id, entry)))
      return all.flatMap(([id], i) => (changed[i] ? [id] : []))
    },
  }
}

const gone = 'config-validation: the secret is no longer in AWS Secrets Manager'

function added(entries: Map<string, Entry>, id: string, maxSecrets: number): Entry {
  if (entries.size >= maxSecrets) {
    throw new RangeError(`config-validation: awsSecrets() keeps at most ${maxSecrets} secrets`)
  }
  const entry: Entry = { known: undefined, freshUntil: 0, pending: undefined }
  entries.set(id, entry)
  return entry
}

function liveOf(
  stages: Stages | undefined,
  member: string | undefined,
  id: string,
): LiveSecret | undefined {
  if (stages === undefined) return undefined
  const pick = (whole: Secret): Secret | undefined =>
    member === undefined ? whole : memberOf(whole, member, id)
  const current = pick(stages.current)
  const previous = stages.previous && pick(stages.previous)
  return current && { current, ...(previous && { previous }) }
}

const areSame = (one: Stages | undefined, other: Stages | undefined): boolean =>
  one?.current.reveal() === other?.current.reveal() &&
  one?.previous?.reveal() === other?.previous?.reveal()

/** Tells, whatever the listener does. Nothing has changed. */
function tell(onError: (error: unknown, id: string) => void, error: unknown, id: string): false {
  try {
    onError(error, id)
  } catch {
    // There is nobody left to tell.
  }
  return false
}

// Only what kind of error it is: what a client puts into its message is not known.
const printFailure = (error: unknown, id: string): void => {
  const kind = error instanceof Error ? error.name : 'an error'
  process.stderr.write(`config-validation: ${id} was not fetched anew (${kind})\n`)
}

function demandPositive(option: string, value: unknown): void {
  if (typeof value === 'number' && value > 0 && value < Infinity) return
  throw new RangeError(`config-validation: "${option}" must be a number > 0, got ${String(value)}`)
}
