import { isProxy } from 'node:util/types'
import { isSecret, type Json } from '@sallyport/core'
import { canonical } from './canonical.ts'
import { type NamePlan, planOf } from './name-plan.ts'
import type { Reading } from './normalise.ts'

/**
 * The canonical text of what {@link Reading.value} makes of a value, without making it: one pass over what
 * is plain. Of whatever else is met nothing is read here, so that still no code of the value's own runs twice.
 */
export function written(value: unknown, reading: Reading): string | undefined {
  switch (typeof value) {
    case 'string':
      return text(value, reading)
    case 'number':
      return Number.isFinite(value) ? numeral(value, reading) : read(value, reading)
    case 'object':
      return value === null ? 'null' : object(value, reading)
    default:
      return value === thrown ? canonical(reading.lose('throws')) : read(value, reading)
  }
}

/** The careful way. */
function read(value: unknown, reading: Reading): string | undefined {
  const json = reading.value(value)
  return json === undefined ? undefined : rest(json, reading)
}

function rest(json: Json, reading: Reading): string {
  reading.isAscii = false
  return canonical(json)
}

function numeral(value: number, reading: Reading): string {
  reading.left -= 8
  return `${value}`
}

// ASCII that stands for itself in JSON is not.
const special = /[^\u0020!#-[\]-\u007f]/
// Up to here looking at each character costs less than a call of JSON.stringify.
const short = 200

/** Whether a text is its own form but for the quotes; it is counted then. */
function isBare(value: string, reading: Reading): boolean {
  const { length } = value
  if (length > short || length > reading.left || length > reading.bounds.text) return false
  if (special.test(value)) return false
  reading.left -= length + 2
  return true
}

function text(value: string, reading: Reading): string {
  if (isBare(value, reading)) return `"${value}"`
  reading.isAscii = false
  const { length } = value
  const isLong = length > reading.left || length > reading.bounds.text
  if (isLong || !value.isWellFormed()) return canonical(reading.text(value))
  reading.left -= length + 2
  return JSON.stringify(value)
}

function object(value: object, reading: Reading): string | undefined {
  if (!isPlain(value, reading)) return read(value, reading)
  if (Array.isArray(value)) return list(value, reading)
  const names = namesOf(value, reading)
  return names === undefined ? read(value, reading) : joined(members(value, names, reading))
}

/** Whether nothing but its own members is to be read of it. No code of its own runs. */
function isPlain(value: object, reading: Reading): boolean {
  if (isProxy(value)) return false
  if (!Array.isArray(value)) {
    const prototype = Object.getPrototypeOf(value)
    if (prototype !== Object.prototype && prototype !== null) return false
  }
  const { above, bounds } = reading
  return !isSecret(value) && !above.includes(value) && above.length < bounds.depth
}

function list(values: readonly unknown[], reading: Reading): string | undefined {
  if (values.length > reading.bounds.entries) return read(values, reading)
  const { length } = values
  reading.above.push(values)
  reading.left -= 2
  let all = ''
  let at = 0
  for (; at < length && reading.left > 0; at++) {
    reading.left -= 1
    const one = written(property(values, at), reading) ?? 'null'
    all += at === 0 ? one : `,${one}`
  }
  if (at < length) all += `${at === 0 ? '' : ','}${canonical(reading.without(length - at, false))}`
  reading.above.pop()
  return `[${all}]`
}

function namesOf(value: object, reading: Reading): NamePlan | undefined {
  const names = Object.keys(value)
  return names.length > reading.bounds.entries ? undefined : planOf(names)
}

/** The members of a plain object. */
export interface Members {
  readonly plan: NamePlan
  /** In the order of the plan's names, each in its canonical text; undefined for what JSON leaves out. */
  readonly texts: readonly (string | undefined)[]
  /** A bit for each text that is still to get its quotes, and stands for itself. */
  readonly bare: number
  /** What became of all of them where there was too little room. */
  readonly cut?: string
}

/** The members of a value, written one by one; none where it is not plain, and nothing of it was read. */
export function writtenMembers(value: unknown, reading: Reading): Members | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  if (!isPlain(value, reading) || Array.isArray(value)) return undefined
  const plan = namesOf(value, reading)
  return plan && members(value, plan, reading)
}

function members(value: object, plan: NamePlan, reading: Reading): Members {
  const { names } = plan
  const texts: (string | undefined)[] = []
  let bare = 0
  reading.above.push(value)
  reading.left -= 2
  for (let at = 0; at < names.length; at++) {
    const name = names[at] as string
    if (reading.left <= name.length) {
      const before = soFar(names, texts, bare)
      const cut = rest(reading.members(value, names, before, at), reading)
      reading.above.pop()
      return { plan, texts, bare, cut }
    }
    reading.left -= name.length + 2
    const one = property(value, name)
    if (typeof one === 'string' && isBare(one, reading)) {
      texts.push(one)
      bare |= 1 << at
    } else texts.push(written(one, reading))
  }
  reading.above.pop()
  return { plan, texts, bare }
}

/** What was written, read again: there was too little room for all of it. */
function soFar(
  names: readonly string[],
  texts: readonly (string | undefined)[],
  bare: number,
): { [name: string]: Json } {
  const all = texts.flatMap((text, at): [string, Json][] => {
    if (text === undefined) return []
    return [[names[at] as string, (bare & (1 << at)) === 0 ? JSON.parse(text) : text]]
  })
  return Object.fromEntries(all)
}

/** The text of an object. */
export function joined({ plan: { order, labels }, texts, bare, cut }: Members): string {
  if (cut !== undefined) return cut
  let all = ''
  let before = 0
  for (let at = 0; at < order.length; at++) {
    const from = order[at] as number
    const text = texts[from]
    if (text === undefined) continue
    const self = (bare >> from) & 1
    const label = labels[from * 4 + before * 2 + self] as string
    all += all === '' ? `{${label.slice(1)}` : label
    all += text
    before = self
  }
  return all === '' ? '{}' : all + (before === 1 ? '"}' : '}')
}

/** The value of a property, or {@link thrown}. */
export function property(from: object, name: string | number): unknown {
  try {
    return (from as Readonly<Record<string | number, unknown>>)[name]
  } catch {
    return thrown
  }
}

/** Stands for what was not to be had; nobody else has it. */
const thrown = Symbol('thrown')
