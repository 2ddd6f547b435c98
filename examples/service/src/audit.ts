import {
  type AuditLog,
  type AuditLogOptions,
  auditEvents,
  memoryAuditLog,
  openAuditLog,
} from '@sallyport/audit-chain'
import type { AuditEvent, AuditSink, Timers } from '@sallyport/core'
import type { DataFolder } from './data-folder.ts'
import { hiding } from './hiding.ts'
import type { Settings } from './settings.ts'
import { shipping } from './shipping.ts'

/** The audit log, and what else becomes of an event. */
export interface ServiceAudit extends AuditSink {
  readonly log: AuditLog
  /** Writes down that the service has stopped, prints what is left and closes the log. */
  close(): Promise<void>
}

type OpenAuditParts = Pick<AuditLogOptions, 'clock' | 'metrics' | 'monotonic'> & {
  readonly timers?: Timers
}

/** Opens the log that the settings name. What stands in it is printed as well, for a shipper, unless they say not to. */
export async function openAudit(
  settings: Settings & DataFolder,
  print: (line: string) => void,
  { timers, ...parts }: OpenAuditParts,
): Promise<ServiceAudit> {
  const { auditDir, auditOrigin, signingKeys, auditFormerKeys, pseudonymKey } = settings
  const { hide, written } = hiding(pseudonymKey)
  const options = { ...parts, ...written, origin: auditOrigin, formerKeys: auditFormerKeys }
  const log =
    auditDir === undefined
      ? await memoryAuditLog({ ...options, ...(signingKeys.length > 0 && { signingKeys }) })
      : await openAuditLog(auditDir, { ...options, signingKeys })
  const ship = settings.printAudit ? await shipping(log, print, timers) : undefined
  const audit = {
    async record(event: AuditEvent): Promise<void> {
      await log.record(hide(event))
      // Nobody waits for it: what is safe is in the log.
      ship?.soon()
    },
  }
  const close = async (): Promise<void> => {
    // A log that takes no more must not keep the service from closing the rest.
    await audit
      .record({ type: auditEvents.shutdown.type, outcome: 'success' })
      .catch((error: unknown) => console.error(error))
    await ship?.end()
    await log.close()
  }
  let closed: Promise<void> | undefined
  return {
    ...audit,
    log,
    close() {
      closed ??= close()
      return closed
    },
  }
}
