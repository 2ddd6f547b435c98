import { type AuditLog, type AuditRow, shippedLine } from '@sallyport/audit-chain'

/**
 * Prints the entries that were added since the last time, in order and each once. What fails is tried
 * again with the next.
 */
export async function shipping(
  log: Pick<AuditLog, 'query'>,
  print: (line: string) => void,
): Promise<() => Promise<void>> {
  let last = (await log.query({ limit: 1 })).rows[0]?.seq ?? -1
  let isAsked = false
  let running: Promise<void> | undefined

  const fresh = async (): Promise<readonly AuditRow[]> => {
    const rows: AuditRow[] = []
    for (let cursor: string | undefined, isMore = true; isMore; ) {
      const page = await log.query({ limit: 100, ...(cursor === undefined ? {} : { cursor }) })
      const added = page.rows.filter(({ seq }) => seq > last)
      rows.push(...added)
      cursor = page.next
      isMore = cursor !== undefined && added.length === page.rows.length
    }
    return rows.reverse()
  }
  const run = async (): Promise<void> => {
    try {
      while (isAsked) {
        isAsked = false
        for (const { seq, entry } of await fresh()) {
          print(shippedLine(entry))
          last = seq
        }
      }
    } catch (error) {
      console.error(error)
    } finally {
      running = undefined
    }
  }
  return () => {
    isAsked = true
    running ??= run()
    return running
  }
}
