import { type Cancel, demandOptions, systemTimers, type Timers } from '@sallyport/core'
import type { Appended, AuditLog } from './audit-log.ts'
import { AuditLogError } from './audit-log-error.ts'
import { type Answer, type HandOver, handedText, isAnswer } from './hand-over.ts'

/** A worker's `process`, as far as it is needed: its channel to the primary. */
export interface WorkerProcess {
  readonly connected?: boolean
  send?(
    message: object,
    handle: undefined,
    options: undefined,
    sent: (error: Error | null) => void,
  ): unknown
  on(event: 'message', heard: (message: unknown) => void): unknown
  on(event: 'disconnect', heard: () => void): unknown
  off(event: 'message', heard: (message: unknown) => void): unknown
  off(event: 'disconnect', heard: () => void): unknown
}

/** How a worker hands events to its primary. */
export interface PrimaryAuditLogOptions {
  /** Of the log: the primary may keep several. */
  readonly origin: string
  /** Events that may wait for an answer; what comes beyond rejects as `full`. @default 10_000 */
  readonly mostPending?: number
  /** Characters that may wait, of events as JSON. @default 16 Mi */
  readonly mostCharacters?: number
  /** An event without an answer after this time rejects as `unanswered`. @default 30_000 */
  readonly timeoutMs?: number
  /** @default the platform's */
  readonly timers?: Timers
}

/** The log of the primary, as a worker writes to it. */
export interface PrimaryAuditLog extends Pick<AuditLog, 'append' | 'record' | 'origin'> {
  /** Takes no more events, and resolves when all that waited have their answer. */
  close(): Promise<void>
}

/**
 * The audit log in a worker of a cluster: each event is handed to the primary, which owns the file and shares
 * its log with `sharedAuditLog`. What an event says is read at once, whatever it is made of. Resolves when
 * the primary's log has taken it and rejects with the same code. Where the primary does not answer, the code
 * is `unanswered`: nothing is sent twice, so that nothing stands in the log twice.
 *
 * @example
 * ```ts no-run needs a primary
 * import { primaryAuditLog } from '@sallyport/audit-chain/cluster'
 *
 * const log = primaryAuditLog(process, { origin: 'log.example/audit' })
 * await log.record({ type: 'system.startup', outcome: 'success' })
 * ```
 */
export function primaryAuditLog(
  process: WorkerProcess,
  options: PrimaryAuditLogOptions,
): PrimaryAuditLog {
  const { origin, mostPending, mostCharacters, timeoutMs, timers } = checked(process, options)
  const waiting = new Map<number, Waiting>()
  let characters = 0
  let numbers = 0
  let idle = (): void => {}
  let state: 'open' | 'closing' | 'gone' = 'open'

  const settled = (number: number): Waiting | undefined => {
    const one = waiting.get(number)
    if (one === undefined) return undefined
    waiting.delete(number)
    characters -= one.characters
    one.cancel()
    if (waiting.size === 0) idle()
    return one
  }
  const fail = (number: number, error: AuditLogError): void => settled(number)?.reject(error)
  const heard = (message: unknown): void => {
    if (isAnswer(message, origin)) answered(settled(message.number), message)
  }
  const gone = (): void => {
    state = 'gone'
    process.off('message', heard)
    process.off('disconnect', gone)
    for (const number of waiting.keys()) fail(number, unanswered('the primary is gone'))
  }
  const append: AuditLog['append'] = async (event, appendOptions) => {
    if (state !== 'open' || process.connected === false) {
      throw new AuditLogError('closed', 'there is no way to the primary any more')
    }
    const text = handedText(event, appendOptions)
    if (waiting.size >= mostPending || characters + text.length > mostCharacters) {
      throw new AuditLogError('full', 'too many events wait for the primary')
    }
    const number = numbers++
    characters += text.length
    return new Promise<Appended>((resolve, reject) => {
      const late = (): void => fail(number, unanswered(`no answer for ${timeoutMs} ms`))
      const cancel = timers.after(timeoutMs, late)
      waiting.set(number, { resolve, reject, characters: text.length, cancel })
      send(process, { sallyport: 'audit.append', origin, number, text }, (cause) =>
        fail(number, new AuditLogError('not_written', 'it was not sent', { cause })),
      )
    })
  }
  process.on('message', heard)
  process.on('disconnect', gone)
  return {
    origin,
    append,
    record: async (event) => void (await append(event)),
    async close() {
      if (state === 'open') state = 'closing'
      if (waiting.size > 0) {
        const before = idle
        await new Promise<void>((resolve) => {
          idle = () => {
            before()
            resolve()
          }
        })
      }
      if (state === 'closing') gone()
    },
  }
}

interface Waiting {
  readonly resolve: (appended: Appended) => void
  readonly reject: (error: AuditLogError) => void
  readonly characters: number
  readonly cancel: Cancel
}

const unanswered = (why: string): AuditLogError => new AuditLogError('unanswered', why)

function answered(one: Waiting | undefined, { appended, failure, message = '' }: Answer): void {
  if (appended !== undefined) one?.resolve(appended)
  else one?.reject(new AuditLogError(failure ?? 'unanswered', message))
}

function send(process: WorkerProcess, message: HandOver, failed: (error: unknown) => void): void {
  try {
    process.send?.(message, undefined, undefined, (error) => {
      if (error !== null) failed(error)
    })
  } catch (error) {
    failed(error)
  }
}

function checked(
  process: WorkerProcess,
  options: PrimaryAuditLogOptions,
): Required<PrimaryAuditLogOptions> {
  const names = 'origin mostPending mostCharacters timeoutMs timers'.split(' ')
  demandOptions('audit-chain: primaryAuditLog()', options, names)
  const { origin, mostPending = 10_000, mostCharacters = 16_777_216 } = options
  const { timeoutMs = 30_000, timers = systemTimers } = options
  if (typeof process?.send !== 'function') {
    throw new TypeError("audit-chain: primaryAuditLog() needs the process of a cluster's worker")
  }
  if (typeof origin !== 'string') {
    throw new TypeError(`audit-chain: "origin" must be a text, got ${typeof origin}`)
  }
  for (const [name, value] of Object.entries({ mostPending, mostCharacters, timeoutMs })) {
    if (Number.isInteger(value) && value > 0) continue
    throw new RangeError(`audit-chain: "${name}" must be an integer above 0, got ${String(value)}`)
  }
  return { origin, mostPending, mostCharacters, timeoutMs, timers }
}
