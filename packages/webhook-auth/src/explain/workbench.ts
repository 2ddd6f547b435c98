import { type Received, received } from '../delivery.ts'
import { isEncoded } from '../encoding.ts'
import { digestOf, type ReadyKey, readyKey } from '../mac.ts'
import type { Reading, Scheme } from '../scheme.ts'
import { anatomyOf } from './anatomy.ts'
import type { CauseName } from './causes.ts'
import type { Change, Hypothesis, KeyText, Situation } from './hypothesis.ts'

/** What fits, and what had to be changed for it. */
export interface Fit {
  readonly situation: Situation
  readonly changes: readonly Change[]
  readonly reading: Reading
  readonly key: KeyText
}

/** How much may be computed. */
export interface Limits {
  readonly macs: number
  /** Of what may have been signed. */
  readonly bytes: number
  /** Of the bodies that are made to be tried. As many are parsed by schemes that read them. */
  readonly made: number
}

/** What it costs to look at a delivery at all, in bytes of a body. */
const aReading = 1_024
/** What of a body it costs to see whether anything can be made of it. */
const aLook = 0.25

/** Computes, counts, and knows what it has computed. */
export class Workbench {
  readonly #limits: Limits
  readonly #bodies = new Map<number, Uint8Array[]>()
  readonly #places = new WeakMap<Uint8Array, string>()
  readonly #keys = new Map<string, { readonly key: ReadyKey | undefined; readonly same: string }>()
  readonly #seen = new Set<string>()
  readonly #signed = new Map<string, boolean>()
  readonly untried: Set<CauseName> = new Set()
  tried = 0
  isSpent = false
  #bytes = 0
  #made = 0
  #parsed = 0

  constructor(limits: Limits) {
    this.#limits = limits
  }

  /** Whether what is checked and what with has not been tried in any other way. */
  isNew(situation: Situation): boolean {
    const { body, method, url, callbackUrl = '', headers, scheme, keys } = situation
    const same = keys.map((key) => this.#keyOf(situation, key).same)
    const all = [this.#bodyAt(body), method, url, callbackUrl, headers.key, scheme.id, scheme.mac]
    const text = JSON.stringify([...all, ...same])
    const isNew = !this.#seen.has(text)
    this.#seen.add(text)
    return isNew
  }

  /** What a hypothesis makes of a situation; of bodies no more than may be made. */
  *changes(hypothesis: Hypothesis, situation: Situation): Iterable<Change> {
    const { cause } = hypothesis
    if (cause === undefined) return yield* hypothesis.tries(situation)
    const { length } = situation.body
    if (this.#mayMake(aLook * length)) {
      for (const change of hypothesis.tries(situation)) {
        // A body that is compressed has cost as much as one that is not. It is there: it may as well be tried.
        const isLast = !this.#mayMake(Math.max(length, change.now.body?.length ?? 0))
        yield change
        if (isLast) break
      }
    }
    if (this.#made > this.#limits.made) this.untried.add(cause)
  }

  #mayMake(bytes: number): boolean {
    if (this.#made <= this.#limits.made) this.#made += bytes
    return this.#made <= this.#limits.made
  }

  /** Whether there is a signature where the scheme has it. One in a body may be there once the body is right. */
  isSigned(situation: Situation): boolean {
    const { headers, scheme } = situation
    const name = `${scheme.id} ${headers.key}`
    const known = this.#signed.get(name)
    if (known !== undefined) return known
    const readings = anatomyOf(scheme) === undefined ? 'body_not_raw' : this.#read(situation)
    const isSigned =
      typeof readings === 'string'
        ? !/^signature_(missing|malformed)$/.test(readings)
        : readings.some((one) => signaturesOf(one, scheme).length > 0)
    this.#signed.set(name, isSigned)
    return isSigned
  }

  #read({
    method,
    url,
    body,
    callbackUrl,
    headers,
    scheme,
  }: Situation): ReturnType<Scheme['read']> {
    this.#parse(aReading)
    const lookup = { headerValues: (name: string) => headers.values(name) }
    const seen = received({ headers: lookup, method, url, body }, callbackUrl)
    return seen === undefined
      ? 'body_not_raw'
      : scheme.read(watched(seen, () => this.#parse(body.length)))
  }

  fit(situation: Situation, changes: readonly Change[]): Fit | undefined {
    if (changes.length === 0) this.isNew(situation)
    const { scheme, keys } = situation
    const readings = this.#read(situation)
    if (typeof readings === 'string') return undefined
    for (const reading of readings) {
      const signatures = signaturesOf(reading, scheme)
      if (signatures.length === 0) continue
      for (const one of keys) {
        const { key } = this.#keyOf(situation, one)
        if (key === undefined || !this.#mayTry(reading, key, signatures.length)) continue
        if (key.check(reading.signed, signatures) && digestsHold(reading)) {
          return { situation, changes, reading, key: one }
        }
      }
    }
    return undefined
  }

  #mayTry({ signed }: Reading, key: ReadyKey, signatures: number): boolean {
    const length = signed.reduce((sum, piece) => sum + piece.length, 0)
    const count = key.sign === undefined ? signatures : 1
    // The first is free: of the longest body, too, it is known what it is not.
    if (
      this.tried + count > this.#limits.macs ||
      (this.tried > 0 && this.#bytes + length * count > this.#limits.bytes)
    ) {
      this.isSpent = true
      return false
    }
    this.tried += count
    this.#bytes += length * count
    return true
  }

  /** Also where nothing is computed: a scheme may parse all of a body and find no signature in it. */
  #parse(bytes: number): void {
    this.#parsed += bytes
    if (this.#parsed > this.#limits.made) this.isSpent = true
  }

  #bodyAt(body: Uint8Array): string {
    const known = this.#places.get(body)
    if (known !== undefined) return known
    const alike = this.#bodies.get(body.length) ?? []
    this.#bodies.set(body.length, alike)
    const at = alike.findIndex((one) => Buffer.compare(one, body) === 0)
    const place = `${body.length}:${at < 0 ? alike.push(body) - 1 : at}`
    this.#places.set(body, place)
    return place
  }

  /** Two texts may be one key: which they are is told by what they make of nothing. */
  #keyOf({ scheme }: Situation, { text, form = scheme.secret }: KeyText) {
    const { mac, encoding } = scheme
    const name = JSON.stringify([mac, encoding, form, text])
    const known = this.#keys.get(name)
    if (known !== undefined) return known
    const key = keyOrNone(scheme, form, text)
    const made = { key, same: key?.sign?.([]) ?? `${form}:${text}` }
    this.#keys.set(name, made)
    return made
  }
}

const signaturesOf = ({ signatures }: Reading, { encoding }: Scheme): readonly string[] =>
  signatures.filter((one) => isEncoded(one, encoding))

/** A delivery that says when its body is parsed. */
const watched = (seen: Received, parses: () => void): Received => {
  const { method, url, body, callbackUrl } = seen
  const told = <T>(parse: () => T): T => {
    parses()
    return parse()
  }
  return {
    ...{ method, url, body, callbackUrl },
    header: (name) => seen.header(name),
    json: () => told(() => seen.json()),
    form: () => told(() => seen.form()),
  }
}

/** What is signed in its place must be of this body: asked last, as it is another computation over all of it. */
const digestsHold = ({ digests = [] }: Reading): boolean =>
  digests.every(({ hash, of, encoding, is }) => digestOf(hash, of, encoding) === is)

function keyOrNone(
  { mac, encoding }: Situation['scheme'],
  secret: NonNullable<KeyText['form']>,
  text: string,
): ReadyKey | undefined {
  try {
    return readyKey({ mac, encoding, secret }, text)
  } catch {
    // Not a key in this form: then it is not this.
    return undefined
  }
}
