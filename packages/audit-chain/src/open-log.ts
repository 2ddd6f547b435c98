import { type AuditEvent, type Check, demandOptions, noMetrics } from '@sallyport/core'
import type {
  Appended,
  AppendOptions,
  AuditLog,
  AuditPage,
  AuditQuery,
  Pruned,
  PruneOptions,
  VerifyOptions,
} from './audit-log.ts'
import type { AuditLogOptions } from './audit-log-options.ts'
import { auditMetrics } from './audit-metrics.ts'
import { auditEvents } from './catalog.ts'
import type { Transport } from './entry.ts'
import type { Head } from './head.ts'
import { indexSegment } from './index-segment.ts'
import { integrityCheck } from './integrity-check.ts'
import { keysChanged } from './key-change.ts'
import type { LogReport } from './log-report.ts'
import { type PruneParts, pruneLog } from './prune.ts'
import { runQuery } from './query.ts'
import { recorded } from './set-aside.ts'
import { demandAcknowledgement, demandTransport, type Settings, settingsOf } from './settings.ts'
import { type LogPlace, type StartedLog, startLog } from './start-log.ts'
import { verifyDisk } from './verify-disk.ts'
import type { Waiting } from './waiting.ts'

/** Opens a log wherever it is. When it rejects, the right to write has been given up. */
export async function openLog(
  place: (settings: Settings) => Promise<LogPlace>,
  options: AuditLogOptions,
): Promise<AuditLog> {
  const settings = settingsOf(options)
  const { onError } = settings
  const there = await place(settings)
  try {
    const started = await startLog(there, settings, (disk, first) =>
      indexSegment(disk, first).catch(onError),
    )
    await told(settings, started)
    return new OpenLog(settings, started)
  } catch (error) {
    await there.release().catch(onError)
    throw error
  }
}

/** Writes down what was found when the log was opened. */
async function told(settings: Settings, log: StartedLog): Promise<void> {
  const { signers, onError } = settings
  const { disk, recovered } = log
  for (const torn of recovered.torn) {
    const { type } = auditEvents.recovered
    const event = { type, outcome: 'success', event: { ...torn } } as const
    const written = ownEntry(settings, log, event).then(() => recorded(disk, torn))
    // It stays as it is, and the next to open the log writes it down.
    await written.catch(onError)
  }
  const keys = signers.map(({ verifierKey }) => verifierKey)
  const event = keysChanged(recovered.stored, keys)
  if (event)
    await ownEntry(settings, log, event)
      .then(() => log.checkpointer.checkpoint())
      .catch(onError)
}

/** How an event comes in, and who waits for it. */
interface Entering extends Pick<Waiting, 'acknowledge' | 'resolve' | 'reject'> {
  readonly transport?: Transport | undefined
  /** Whether the log itself says it. */
  readonly own?: boolean
}

/** Writes down what the log itself says, durably. */
const ownEntry = (settings: Settings, log: StartedLog, event: AuditEvent): Promise<Appended> =>
  new Promise((resolve, reject) => {
    const how = { acknowledge: 'durable', transport: 'system', own: true } as const
    enter(settings, log, event, { ...how, resolve, reject })
  })

function enter(
  { metrics }: Settings,
  { writer, read }: StartedLog,
  event: AuditEvent,
  { acknowledge, transport, own, resolve, reject }: Entering,
): void {
  const { draft, id, time, type, outcome } = read(event, transport, own)
  writer.append({ draft, id, time, bytes: draft.bytes, acknowledge, resolve, reject })
  if (metrics !== noMetrics)
    metrics.add(auditMetrics.events, 1, { type: type.slice(1, -1), outcome })
}

class OpenLog implements AuditLog {
  readonly origin: string
  readonly #settings: Settings
  readonly #log: StartedLog
  readonly #check: Check
  #pruning: Promise<unknown> = Promise.resolve()

  constructor(settings: Settings, log: StartedLog) {
    this.origin = settings.origin
    this.#settings = settings
    this.#log = log
    this.#check = integrityCheck(log, settings, (faults) => this.#found(faults))
  }

  append(event: AuditEvent, options: AppendOptions = {}): Promise<Appended> {
    return new Promise((resolve, reject) => {
      const { acknowledge = this.#settings.acknowledge, transport } = options
      if (options.acknowledge !== undefined) demandAcknowledgement(acknowledge)
      if (transport !== undefined) demandTransport(transport)
      enter(this.#settings, this.#log, event, { acknowledge, transport, resolve, reject })
    })
  }

  async record(event: AuditEvent): Promise<void> {
    await this.append(event)
  }

  query(query?: AuditQuery): Promise<AuditPage> {
    const { disk, writer, checkpointer } = this.#log
    const { origin, keys, catalogs } = this.#settings
    const prove = (seq: number): Promise<string> => checkpointer.prove(seq)
    const head = (): Head => writer.head
    return runQuery({ disk, head, proofs: { origin, keys, prove }, catalogs }, query)
  }

  checkpoint(): Promise<string> {
    return this.#log.checkpointer.checkpoint()
  }

  prove(seq: number): Promise<string> {
    return this.#log.checkpointer.prove(seq)
  }

  async verify(options: VerifyOptions = {}): Promise<LogReport> {
    demandOptions('audit-chain: verify()', options, ['since', 'signal'])
    const { origin, verifiers } = this.#settings
    const { report } = await verifyDisk(this.#log.disk, { origin, verifiers, ...options })
    this.#found(report.faultCount)
    return report
  }

  #found(faults: number): void {
    if (faults > 0) this.#settings.metrics.add(auditMetrics.faults, faults)
  }

  prune(options: PruneOptions): Promise<Pruned> {
    const { clock, retention } = this.#settings
    const { disk, writer } = this.#log
    const parts: PruneParts = {
      ...{ disk, clock, ...(retention && { retention }) },
      head: () => writer.head,
      append: (event) => ownEntry(this.#settings, this.#log, event),
      checkpoint: () => this.checkpoint(),
    }
    // One at a time: two would each write down that they delete the same.
    const pruned = this.#pruning.then(() => pruneLog(parts, options))
    this.#pruning = pruned.catch(() => {})
    return pruned
  }

  flush(): Promise<void> {
    return this.#log.writer.flush()
  }

  integrityCheck(): Check {
    return this.#check
  }

  close(): Promise<void> {
    return this.#log.end()
  }
}
