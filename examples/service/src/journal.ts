import type { AuditEvent, AuditSink, Endpoint } from '@sallyport/core'

/** Recent events in memory, and each one as a line of text. */
export interface Journal extends AuditSink {
  /** The events kept, oldest first, one JSON text a line, made as they are read. */
  readonly endpoint: Endpoint
}

/** Keeps the last `size` events and hands each to `print`. */
export function journal(print: (line: string) => void, size = 1_000): Journal {
  const events: AuditEvent[] = []
  async function* lines(): AsyncGenerator<string> {
    for (const event of [...events]) yield `${JSON.stringify(event)}\n`
  }
  return {
    record(event) {
      events.push(event)
      if (events.length > size) events.shift()
      print(JSON.stringify(event))
    },
    endpoint: () => ({
      status: 200,
      headers: { 'content-type': 'application/jsonl', 'cache-control': 'no-store' },
      body: lines(),
    }),
  }
}
