import { AuditLogError } from '../../src/audit-log-error.ts'
import { type Lock, takeLock } from '../../src/lock.ts'

let lock: Lock | undefined

async function take(directory: string): Promise<string> {
  try {
    lock = await takeLock(directory)
    return 'held'
  } catch (error) {
    return error instanceof AuditLogError ? error.code : String(error)
  }
}

process.on('message', async (directory: string) => {
  const answer = directory === '' ? await lock?.release() : await take(directory)
  process.send?.(answer ?? 'released')
})
