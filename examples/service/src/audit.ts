import {
  type AuditLog,
  type AuditLogOptions,
  auditEvents,
  memoryAuditLog,
  openAuditLog,
} from '@sallyport/audit-chain'
import type { AuditEvent, AuditSink } from '@sallyport/core'
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

/** Opens the log that the settings name. What stands in it is printed as well, for a shipper. */
export async function openAudit(
  settings: Settings & DataFolder,
  print: (line: string) => void,
  parts: Pick<AuditLogOptions, 'clock' | 'metrics' | 'monotonic'>,
): Promise<ServiceAudit> {
  const { auditDir, auditOrigin, signingKeys, auditFormerKeys, pseudonymKey } = settings
  const { hide, written } = hiding(pseudonymKey)
  const options = { ...parts, ...written, origin: auditOrigin, formerKeys: auditFormerKeys }
  const log =
    auditDir === undefined
      ? await memoryAuditLog({ ...options, ...(signingKeys.length > 0 && { signingKeys }) })
      : await openAuditLog(auditDir, { ...options, signingKeys })
  const ship = await shipping(log, print)
  const audit = {
    async record(event: AuditEvent): Promise<void> {
      await log.record(hide(event))
      // Nobody waits for it: what is safe is in the log.
      void ship()
    },
  }
  const close = async (): Promise<void> => {
    // A log that takes no more must not keep the service from closing the rest.
    await audit
      .record({ type: auditEvents.shutdown.type, outcome: 'success' })
      .catch((error: unknown) => console.error(error))
    await ship()
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
