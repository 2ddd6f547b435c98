import { type AuditLog, type AuditRow, shippedLine } from '@sallyport/audit-chain'
import { systemTimers, type Timers } from '@sallyport/core'

/** Prints what stands in the log and was not printed yet, in order and each once. What fails is tried again with the next. */
export interface Shipping {
  /** An entry was added: it is printed in a moment, with those that come until then. */
  soon(): void
  /** Prints what is left. */
  end(): Promise<void>
}

const waitMs = 100
const mostRows = 1_000

/** Begins behind what stands in the log now. */
export async function shipping(
  log: Pick<AuditLog, 'query'>,
  print: (line: string) => void,
  { after }: Timers = systemTimers,
): Promise<Shipping> {
  let last = (await log.query({ limit: 1 })).rows[0]?.seq ?? -1
  let added = 0
  let isDue = false
  let isEnded = false
  let printed: Promise<void> = Promise.resolve()

  const fresh = async (limit: number): Promise<readonly AuditRow[]> => {
    const rows: AuditRow[] = []
    for (let cursor: string | undefined, isMore = true; isMore; ) {
      const page = await log.query({ limit, ...(cursor === undefined ? {} : { cursor }) })
      const newer = page.rows.filter(({ seq }) => seq > last)
      rows.push(...newer)
      cursor = page.next
      isMore = cursor !== undefined && newer.length === page.rows.length
    }
    return rows.reverse()
  }
  const run = async (): Promise<void> => {
    // One more than were added: the one that was printed last says that there are no others.
    const limit = Math.min(added + 1, mostRows)
    added = 0
    try {
      for (const { seq, entry } of await fresh(limit)) {
        print(shippedLine(entry))
        last = seq
      }
    } catch (error) {
      console.error(error)
    }
  }
  const due = (): void => {
    isDue = false
    if (!isEnded) printed = printed.then(run)
  }
  return {
    soon() {
      added++
      if (isDue) return
      isDue = true
      after(waitMs, due)
    },
    end() {
      isEnded = true
      printed = printed.then(run)
      return printed
    },
  }
}
