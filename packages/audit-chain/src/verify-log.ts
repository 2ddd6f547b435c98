import { demandOptions } from '@sallyport/core'
import type { LogFault, LogReport } from './log-report.ts'
import { readVerifierKeys } from './note.ts'
import type { CheckpointOptions } from './open-checkpoint.ts'
import { readDisk } from './read-disk.ts'
import { verifyDisk } from './verify-disk.ts'

/** Against what a log is verified. */
export interface VerifyLogOptions extends CheckpointOptions {
  /**
   * A checkpoint of this log that was kept elsewhere. The log must begin with what it was signed for: only
   * so is a log found out that was cut, set back, or written anew by whoever has its signing key.
   * @default none
   */
  readonly since?: string
  /** Ends it; the promise rejects with the signal's reason. @default never */
  readonly signal?: AbortSignal
  /** Hears of each fault as it is found, those too that the report has no room for. @default nobody */
  readonly onFault?: (fault: LogFault) => void
}

/**
 * Reads a whole log and says all that is wrong with it. Of the bytes as they are stored it checks the chain,
 * the numbers, the tree, its tiles and every checkpoint; JSON is read only where no checkpoint vouches for
 * an entry, or something is wrong. {@link checkEntries} reads the rest.
 *
 * Nothing is changed, locked or waited for. A log may be written meanwhile: what comes later is not
 * seen. The memory needed does not depend on the log's length. Rejects where the disk fails, and never
 * for anything that stands in the files.
 *
 * @example
 * ```ts
 * import { mkdtemp } from 'node:fs/promises'
 * import { verifyLog } from '@sallyport/audit-chain/verify'
 *
 * const directory = await mkdtemp('/tmp/audit-') // yours: where the log is
 * const keys = ['log.example/audit+86617d36+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4']
 * const report = await verifyLog(directory, { origin: 'log.example/audit', keys })
 * console.log(report.verdict, report.exitCode, report.size) // prints: unverifiable 3 0
 * ```
 */
export async function verifyLog(directory: string, options: VerifyLogOptions): Promise<LogReport> {
  const names = ['origin', 'keys', 'since', 'signal', 'onFault']
  demandOptions('audit-chain: verifyLog()', options, names)
  const { origin, keys, ...rest } = options
  const verifiers = readVerifierKeys('keys', keys)
  const disk = await readDisk(directory)
  return (await verifyDisk(disk, { origin, verifiers, ...rest })).report
}
