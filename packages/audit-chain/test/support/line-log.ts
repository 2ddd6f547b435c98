import type { Appended, AppendOptions, AuditEntry } from '@sallyport/audit-chain'
import { parseEntry } from '@sallyport/audit-chain'
import type { AuditEvent } from '@sallyport/core'
import { formatEntry } from '../../src/format-entry.ts'
import { leafHash } from '../../src/hash.ts'
import { genesis } from '../../src/head.ts'
import { uuidV7 } from '../../src/uuid-v7.ts'

/** The lines of a log, in memory: each is what stands in the file. */
export interface LineLog {
  readonly origin: string
  readonly lines: readonly string[]
  /** The lines as entries; each must be one, and chained to the one before. */
  entries(): readonly AuditEntry[]
  append(event: AuditEvent, options?: AppendOptions): Promise<Appended>
}

/** A log of lines. What waits for `gate` is not in it before. */
export function lineLog(origin = 'log.example/audit', gate: Promise<void> = settled): LineLog {
  const lines: string[] = []
  let last = genesis(origin)
  const prev = (): string => Buffer.from(last, 'latin1').toString('base64url')
  return {
    origin,
    lines,
    entries: () => lines.map(entryOf),
    async append(event, { transport = 'system' } = {}) {
      await gate
      const seq = lines.length
      const id = uuidV7(seq, new Uint8Array(10))
      const line = formatEntry(event, { prev: prev(), seq, id, time: seq, transport })
      lines.push(line)
      last = leafHash(line)
      return { seq, id }
    },
  }
}

/** The entry of a line that must be one. */
export function entryOf(line: string): AuditEntry {
  const parsed = parseEntry(line)
  if (parsed.ok) return parsed.entry
  throw new Error(`${parsed.fault} ${parsed.at ?? ''}: ${line}`)
}

const settled = Promise.resolve()
