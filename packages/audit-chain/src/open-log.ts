import { type AuditEvent, type Check, noMetrics } from '@sallyport/core'
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
import { indexSegment } from './index-segment.ts'
import { integrityCheck } from './integrity-check.ts'
import { keysChanged } from './key-change.ts'
import type { LogReport } from './log-report.ts'
import { type PruneParts, pruneLog } from './prune.ts'
import { runQuery } from './query.ts'
import { recorded } from './set-aside.ts'
import { demandAcknowledgement, type Settings, settingsOf } from './settings.ts'
import { type LogPlace, type StartedLog, startLog } from './start-log.ts'
import { verifyDisk } from './verify-disk.ts'

/** Opens a log wherever it is. When it rejects, the right to write has been given up. */
export async function openLog(
  place: (settings: Settings) => Promise<LogPlace>,
  options: AuditLogOptions,
): Promise<AuditLog> {
  const settings = settingsOf(options)
  const { onError } = settings
  const there = await place(settings)
  try {
    const started = await startLog(there, settings, (disk, first) => {
      indexSegment(disk, first).catch(onError)
    })
    const log = new OpenLog(settings, started)
    await told(log, settings, started)
    return log
  } catch (error) {
    await there.release().catch(onError)
    throw error
  }
}

/** Writes down what was found when the log was opened. */
async function told(
  log: AuditLog,
  { signers, onError }: Settings,
  { disk, recovered }: StartedLog,
): Promise<void> {
  const durable: AppendOptions = { acknowledge: 'durable', transport: 'system' }
  for (const torn of recovered.torn) {
    const event = { type: 'audit.recovered', outcome: 'success', event: { ...torn } } as const
    const written = log.append(event, durable).then(() => recorded(disk, torn))
    // It stays as it is, and the next to open the log writes it down.
    await written.catch(onError)
  }
  const keys = signers.map(({ verifierKey }) => verifierKey)
  const event = keysChanged(recovered.stored, keys)
  if (event)
    await log
      .append(event, durable)
      .then(() => log.checkpoint())
      .catch(onError)
}

class OpenLog implements AuditLog {
  readonly origin: string
  readonly #settings: Settings
  readonly #log: StartedLog
  readonly #counts: boolean
  readonly #check: Check
  #pruning: Promise<unknown> = Promise.resolve()

  constructor(settings: Settings, log: StartedLog) {
    this.origin = settings.origin
    this.#settings = settings
    this.#log = log
    this.#counts = settings.metrics !== noMetrics
    this.#check = integrityCheck(log, settings, (faults) => this.#found(faults))
  }

  append(event: AuditEvent, options: AppendOptions = {}): Promise<Appended> {
    const { acknowledge = this.#settings.acknowledge, transport } = options
    const { writer, read } = this.#log
    return new Promise((resolve, reject) => {
      if (options.acknowledge !== undefined) demandAcknowledgement(acknowledge)
      const { draft, id, time, type, outcome } = read(event, transport)
      if (this.#counts) {
        const labels = { type: type.slice(1, -1), outcome }
        this.#settings.metrics.add(auditMetrics.events, 1, labels)
      }
      writer.append({ draft, id, time, bytes: draft.bytes, acknowledge, resolve, reject })
    })
  }

  async record(event: AuditEvent): Promise<void> {
    await this.append(event)
  }

  query(query?: AuditQuery): Promise<AuditPage> {
    const { disk, writer, checkpointer } = this.#log
    const { origin, keys } = this.#settings
    const prove = (seq: number): Promise<string> => checkpointer.prove(seq)
    return runQuery({ disk, head: () => writer.head, proofs: { origin, keys, prove } }, query)
  }

  checkpoint(): Promise<string> {
    return this.#log.checkpointer.checkpoint()
  }

  prove(seq: number): Promise<string> {
    return this.#log.checkpointer.prove(seq)
  }

  async verify(options: VerifyOptions = {}): Promise<LogReport> {
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
      append: (event) => this.append(event, { acknowledge: 'durable', transport: 'system' }),
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
