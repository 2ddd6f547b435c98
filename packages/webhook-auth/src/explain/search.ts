import { received } from '../delivery.ts'
import { isEncoded } from '../encoding.ts'
import { digestOf, type ReadyKey, readyKey } from '../mac.ts'
import type { Reading } from '../scheme.ts'
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
  /** Of what may have been signed; of the bodies that are made and read to be tried four times as many. */
  readonly bytes: number
}

/** What came of a search. */
export interface Searched {
  readonly fit: Fit | undefined
  /** Computations over what may have been signed. */
  readonly tried: number
  /** Whether nothing was left untried for want of the limits. */
  readonly complete: boolean
  /** Those that were tried alone. */
  readonly alone: readonly Change[]
}

interface Tried {
  readonly change: Change
  readonly hypothesis: Hypothesis
}

/** Tries what came, then each change alone, then two together, the usual ones first. */
export function search(
  given: Situation,
  hypotheses: readonly Hypothesis[],
  limits: Limits,
): Searched {
  const bench = new Bench(limits)
  const result = (fit: Fit | undefined, alone: readonly Tried[]): Searched => ({
    fit,
    tried: bench.tried,
    complete: !bench.isSpent,
    alone: alone.map(({ change }) => change),
  })
  const atOnce = bench.fit(given, [])
  if (atOnce !== undefined) return result(atOnce, [])
  const alone: Tried[] = []
  for (const hypothesis of [...hypotheses].sort((a, b) => a.level - b.level)) {
    for (const change of hypothesis.tries(given)) {
      if (bench.isSpent) break
      const situation = { ...given, ...change.now }
      if (!bench.isNew(situation)) continue
      const fit = bench.fit(situation, [change])
      if (fit !== undefined) return result(fit, alone)
      alone.push({ change, hypothesis })
    }
  }
  for (let sum = 2; sum <= 6; sum++) {
    const fit = together(bench, given, hypotheses, alone, sum)
    if (fit !== undefined) return result(fit, alone)
  }
  return result(undefined, alone)
}

/** All pairs whose levels have this sum. */
function together(
  bench: Bench,
  given: Situation,
  hypotheses: readonly Hypothesis[],
  alone: readonly Tried[],
  sum: number,
): Fit | undefined {
  for (const first of alone) {
    if (bench.isSpent) return undefined
    for (const second of seconds(given, hypotheses, alone, first, sum)) {
      const situation = { ...given, ...first.change.now, ...second.now }
      if (bench.isSpent) return undefined
      if (!bench.isNew(situation)) continue
      const fit = bench.fit(situation, [first.change, second])
      if (fit !== undefined) return fit
    }
  }
  return undefined
}

/** Of another group what was tried alone, once in each order; of the same group what follows of the first. */
function* seconds(
  given: Situation,
  hypotheses: readonly Hypothesis[],
  alone: readonly Tried[],
  { change, hypothesis: { group, level } }: Tried,
  sum: number,
): Iterable<Change> {
  const isNext = (one: Hypothesis): boolean => one.level === sum - level
  for (const other of alone) {
    if (isNext(other.hypothesis) && other.hypothesis.group < group) yield other.change
  }
  const changed = { ...given, ...change.now }
  for (const hypothesis of hypotheses) {
    if (hypothesis.group === group && isNext(hypothesis)) yield* hypothesis.tries(changed)
  }
}

/** What it costs to look at a delivery at all, in bytes of a body. */
const aReading = 1_024

/** Computes, counts, and knows what it has computed. */
class Bench {
  readonly #limits: Limits
  readonly #bodies = new Map<number, Uint8Array[]>()
  readonly #places = new WeakMap<Uint8Array, string>()
  readonly #keys = new Map<string, { readonly key: ReadyKey | undefined; readonly same: string }>()
  readonly #seen = new Set<string>()
  tried = 0
  isSpent = false
  #bytes = 0
  #worked = 0

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

  fit(situation: Situation, changes: readonly Change[]): Fit | undefined {
    if (changes.length === 0) this.isNew(situation)
    this.#work(situation.body.length + aReading)
    const { method, url, body, callbackUrl, headers, scheme, keys } = situation
    const lookup = { headerValues: (name: string) => headers.values(name) }
    const seen = received({ headers: lookup, method, url, body }, callbackUrl)
    const readings = seen === undefined ? 'body_not_raw' : scheme.read(seen)
    if (typeof readings === 'string') return undefined
    for (const reading of readings) {
      const signatures = reading.signatures.filter((one) => isEncoded(one, scheme.encoding))
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
  #work(bytes: number): void {
    this.#worked += bytes
    if (this.#worked > 4 * this.#limits.bytes) this.isSpent = true
  }

  #bodyAt(body: Uint8Array): string {
    const known = this.#places.get(body)
    if (known !== undefined) return known
    this.#work(body.length)
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
