import {
  demandOptions,
  type MetricsSink,
  noMetrics,
  systemClock,
  systemMonotonic,
  systemRandom,
  systemTimers,
} from '@sallyport/core'
import type { Acknowledgement } from './audit-log.ts'
import type { AuditLogOptions } from './audit-log-options.ts'
import { auditEvents } from './catalog.ts'
import { transports } from './entry.ts'
import type { WhenFull } from './intake.ts'
import { readVerifierKeys } from './note.ts'
import { type NoteSigner, type NoteVerifier, noteSigner } from './note-key.ts'
import type { Room } from './queue.ts'

/** The options of a log that may be left out, with their defaults. */
type Defaulted =
  | 'acknowledge'
  | 'segmentBytes'
  | 'verifyEveryMs'
  | 'catalogs'
  | 'metrics'
  | 'onError'
  | 'clock'
  | 'monotonic'
  | 'timers'
  | 'random'

/** The options of a log, checked, and with their defaults. */
export interface Settings
  extends Omit<AuditLogOptions, Defaulted | 'queue'>,
    Required<Pick<AuditLogOptions, Defaulted>> {
  readonly room: Room
  readonly whenFull: WhenFull
  readonly signers: readonly NoteSigner[]
  /** The verifier keys of those that sign, and of those that have signed before. */
  readonly keys: readonly string[]
  readonly verifiers: readonly NoteVerifier[]
}

const kibi = 1_024
const mebi = 1_024 * kibi
const gibi = 1_024 * mebi
const levels: readonly Acknowledgement[] = ['durable', 'written', 'queued']
const policies: readonly WhenFull[] = ['reject', 'wait', 'drop']

/** Checks the options of a log. */
export function settingsOf(options: AuditLogOptions): Settings {
  demandNames(options)
  const { origin, signingKeys, formerKeys = [], queue = {}, onError = printError } = options
  const { acknowledge = 'durable', segmentBytes = 64 * mebi, verifyEveryMs = 3_600_000 } = options
  const { entries = 10_000, bytes = 16 * mebi, whenFull = 'reject' } = queue
  demandOrigin(origin)
  demandOneOf('acknowledge', acknowledge, levels)
  demandOneOf('queue.whenFull', whenFull, policies)
  demandWhole('segmentBytes', segmentBytes, 4 * kibi, gibi)
  demandWhole('queue.entries', entries, 1, 2 ** 31)
  demandWhole('queue.bytes', bytes, 1, 2 ** 53 - 1)
  demandWhole('verifyEveryMs', verifyEveryMs, 0, 2 ** 53 - 1)
  demandCatalogs(options.catalogs)
  demandFunction('party', options.party)
  demandFunction('address', options.address)
  demandFunction('onError', onError)
  const signers = signersOf(signingKeys)
  const keys = [...new Set([...signers.map(({ verifierKey }) => verifierKey), ...formerKeys])]
  const { metrics = noMetrics, clock = systemClock, monotonic = systemMonotonic } = options
  const { timers = systemTimers, random = systemRandom, catalogs = [] } = options
  const heard = contained(onError)
  return {
    ...options,
    ...{ acknowledge, segmentBytes, verifyEveryMs, room: { entries, bytes }, whenFull },
    ...{ clock, monotonic, timers, random, onError: heard },
    metrics: containedMetrics(metrics, heard),
    catalogs: [auditEvents, ...catalogs],
    ...{ signers, keys, verifiers: readVerifierKeys('signingKeys and formerKeys', keys) },
  }
}

const names = [
  ...['origin', 'signingKeys', 'formerKeys', 'anchors', 'acknowledge', 'queue', 'segmentBytes'],
  ...['checkpoints', 'retention', 'verifyEveryMs', 'party', 'address', 'catalogs'],
  ...['metrics', 'onError', 'clock', 'monotonic', 'timers', 'random'],
]

function demandNames(options: AuditLogOptions): void {
  demandOptions('audit-chain: an audit log', options, names)
  const { queue = {}, checkpoints = {}, retention = {} } = options
  demandOptions('audit-chain: "queue"', queue, ['entries', 'bytes', 'whenFull'])
  demandOptions('audit-chain: "checkpoints"', checkpoints, ['everyMs', 'everyEntries'])
  demandOptions('audit-chain: "retention"', retention, ['floorDays', 'hold'])
}

/** Whatever the listener does, it does not disturb the log. */
function contained(onError: (error: unknown) => void): (error: unknown) => void {
  return (error) => {
    try {
      const answer: unknown = onError(error)
      if (answer instanceof Promise) answer.catch(() => {})
    } catch {
      // There is nobody left to tell.
    }
  }
}

/** Whatever a sink throws is told: an event must not be lost for a number. */
function containedMetrics(metrics: MetricsSink, onError: (error: unknown) => void): MetricsSink {
  if (metrics === noMetrics) return metrics
  const attempt = (measure: () => void): void => {
    try {
      measure()
    } catch (error) {
      onError(error)
    }
  }
  return {
    add: (metric, value, ...labels) => attempt(() => metrics.add(metric, value, ...labels)),
    set: (metric, value, ...labels) => attempt(() => metrics.set(metric, value, ...labels)),
    observe: (metric, value, ...labels) => attempt(() => metrics.observe(metric, value, ...labels)),
  }
}

const printError = (error: unknown): void => {
  // biome-ignore lint/suspicious/noConsole: a disk that fails unheard would be worse
  console.error('sallyport:', error)
}

function signersOf(keys: AuditLogOptions['signingKeys']): readonly NoteSigner[] {
  if (Array.isArray(keys) && keys.length > 0) return keys.map(noteSigner)
  throw new TypeError('audit-chain: "signingKeys" must have one key at least')
}

/** C2SP tlog-checkpoint: one line that is not empty; and nothing that could be taken for another. */
function demandOrigin(origin: unknown): void {
  if (typeof origin === 'string' && /^\P{C}+$/u.test(origin) && origin.trim() === origin) return
  throw new TypeError(
    `audit-chain: "origin" must be a line of text without control characters, got ${JSON.stringify(origin)}`,
  )
}

/** Throws where an option is none of these words. */
export function demandOneOf(name: string, value: unknown, words: readonly string[]): void {
  if (words.includes(value as string)) return
  throw new TypeError(
    `audit-chain: "${name}" must be one of ${words.join(', ')}, got ${JSON.stringify(value)}`,
  )
}

/** Throws where an append asks for another safety than there is. */
export const demandAcknowledgement = (value: unknown): void =>
  demandOneOf('acknowledge', value, levels)

/** Throws where an append says another transport than there is: it comes to stand in the line as it is. */
export const demandTransport = (value: unknown): void => demandOneOf('transport', value, transports)

function demandWhole(name: string, value: number, least: number, most: number): void {
  if (Number.isSafeInteger(value) && value >= least && value <= most) return
  throw new RangeError(
    `audit-chain: "${name}" must be whole, from ${least} to ${most}, got ${value}`,
  )
}

function demandCatalogs(catalogs: AuditLogOptions['catalogs']): void {
  const isCatalog = (one: unknown): boolean => typeof one === 'object' && one !== null
  if (catalogs === undefined || (Array.isArray(catalogs) && catalogs.every(isCatalog))) return
  throw new TypeError(
    `audit-chain: "catalogs" must be a list of catalogs of event types, got ${Array.isArray(catalogs) ? 'a list of others' : typeof catalogs}`,
  )
}

function demandFunction(name: string, value: unknown): void {
  if (value === undefined || typeof value === 'function') return
  throw new TypeError(`audit-chain: "${name}" must be a function, got ${typeof value}`)
}
