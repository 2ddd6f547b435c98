import { digestOf } from '../mac.ts'
import type { Scheme } from '../scheme.ts'

/** Where a scheme puts its signature into headers. */
export interface Anatomy {
  readonly header: string
  readonly prefix: string
  /** Whether other things stand in the header besides. */
  readonly isList: boolean
  /** Headers that change with the time. */
  readonly timed: readonly string[]
}

const mark = 'SignatureStandsHere'
const known = new WeakMap<Scheme, Anatomy | null>()

/**
 * Found out by letting the scheme write two deliveries, as a scheme that reads in its own way does not say it
 * in data. Undefined where it writes none, or into the body.
 */
export function anatomyOf(scheme: Scheme): Anatomy | undefined {
  let found = known.get(scheme)
  if (found === undefined) {
    found = written(scheme) ?? null
    known.set(scheme, found)
  }
  return found ?? undefined
}

function written(scheme: Scheme): Anatomy | undefined {
  const [first, second] = [1_700_000_000_000, 1_600_000_000_000].map((at) => headersAt(scheme, at))
  if (first === undefined || second === undefined) return undefined
  const timed = Object.keys(first).filter((name) => first[name] !== second[name])
  const header = Object.keys(first).find((name) => first[name]?.includes(mark))
  if (header === undefined) return undefined
  const before = (first[header] ?? '').split(mark)[0] ?? ''
  const isList = timed.includes(header)
  const prefix = isList ? (/[^,;\s]*$/.exec(before)?.[0] ?? '') : before
  return {
    header: header.toLowerCase(),
    prefix,
    isList,
    timed: timed.map((name) => name.toLowerCase()),
  }
}

function headersAt(
  scheme: Scheme,
  timestamp: number,
): Readonly<Record<string, string>> | undefined {
  const callbackUrl = 'https://host.example/path'
  const outgoing = {
    body: Buffer.from('{}'),
    method: 'POST',
    url: '/path',
    callbackUrl,
    digest: digestOf,
  }
  try {
    return scheme.write?.({ ...outgoing, timestamp, deliveryId: 'id' }, () => mark).headers
  } catch {
    // A scheme that signs fields of a body of its own kind: there is none in it.
    return undefined
  }
}
