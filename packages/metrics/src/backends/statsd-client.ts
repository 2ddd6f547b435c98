/**
 * What the backend needs of a StatsD client: a `StatsD` of hot-shots is one. Closing it stays its owner's.
 */
export interface StatsdClient {
  increment(name: string, value: number, tags: string[], callback: StatsdSent): void
  gauge(name: string, value: number, tags: string[], callback: StatsdSent): void
  timing(name: string, value: number, tags: string[], callback: StatsdSent): void
  /** Sends what is buffered. Where it is not there, the client's own interval does. */
  flush?(callback: StatsdSent): void
}

/** Told what became of a line or of a buffer. */
export type StatsdSent = (error?: Error | null) => void

/** What hot-shots knows of itself. */
interface Settings {
  readonly protocol?: string
  readonly maxBufferSize?: number
  readonly sampleRate?: number
  readonly aggregator?: unknown
  readonly mock?: boolean
  readonly prefix?: string
  readonly suffix?: string
  readonly globalTags?: readonly string[]
  getDatadogExtensionFields?(): readonly string[]
}

/** Bytes of a datagram that passes everywhere, less what IP and UDP add. */
const datagram = 1_432
/** The most a datagram of a Unix socket holds for Datadog's agent. */
const localDatagram = 8_192

/** The bytes that are left for a line, of a client that sends what it is given. Throws a TypeError or RangeError for others. */
export function roomForLines(client: StatsdClient): number {
  for (const verb of ['increment', 'gauge', 'timing'] as const) {
    if (typeof client?.[verb] === 'function') continue
    throw new TypeError(`metrics: "client" must be a StatsD client, got one without ${verb}()`)
  }
  const settings = client as StatsdClient & Settings
  const { protocol, maxBufferSize, sampleRate = 1, aggregator } = settings
  // It would keep the -5 of `0` and `-5`, and the server would take 5 off.
  if (aggregator) throw new TypeError('metrics: "client" must not aggregate; the backend does')
  if (sampleRate < 1) {
    throw new RangeError(`metrics: "client" must not sample what is summed up, got ${sampleRate}`)
  }
  const most = protocol === 'uds' ? localDatagram : datagram
  const isPackets = (protocol === 'udp' || protocol === 'uds') && settings.mock !== true
  // A datagram for each line is more than a socket takes at once: most of them are lost.
  if (isPackets && !((maxBufferSize as number) > 0 && (maxBufferSize as number) <= most)) {
    throw new RangeError(
      `metrics: "client" needs a maxBufferSize from 1 to ${most}, got ${maxBufferSize}`,
    )
  }
  return (maxBufferSize || most) - added(settings)
}

function added({ prefix, suffix, globalTags, ...rest }: Settings): number {
  const fields = rest.getDatadogExtensionFields?.() ?? []
  const parts = [prefix ?? '', suffix ?? '', ...(globalTags ?? []), ...fields]
  return parts.reduce((sum, part) => sum + bytesOf(part) + 1, 0)
}

const encoder = new TextEncoder()

/** How long a text is on the wire. */
export const bytesOf = (text: string): number => encoder.encode(text).length
