import type { FlagValue } from './flag.ts'
import { shown } from './value-fault.ts'

/** A change as it was posted. */
export interface PostedChange {
  readonly name: string
  readonly value: FlagValue
  readonly why: string
  readonly forMs?: number
}

/** Reads a change from a body; text says what is wrong with it. */
export function postedChange(body: Uint8Array): PostedChange | string {
  const posted = parsed(body)
  if (typeof posted !== 'object' || posted === null || Array.isArray(posted)) {
    return 'The body must be a JSON object.'
  }
  const given = new Map(Object.entries(posted))
  const other = [...given.keys()].find((key) => !['name', 'value', 'why', 'for'].includes(key))
  if (other !== undefined) return `There is no member ${shown(other)}, only name, value, why, for.`
  const [name, value, why, time] = ['name', 'value', 'why', 'for'].map((key) => given.get(key))
  if (typeof name !== 'string') return `"name" must be the name of a flag, got ${shown(name)}.`
  if (!['boolean', 'number', 'string'].includes(typeof value)) {
    return `"value" must be true, false, a number or text, got ${shown(value)}.`
  }
  if (typeof why !== 'string' || why.trim() === '' || why.length > 1_000) {
    return `"why" must be text of 1 to 1000 characters, got ${shown(why)}.`
  }
  const change = { name, value: value as FlagValue, why }
  if (time === undefined) return change
  const forMs = spanMs(time)
  if (forMs !== undefined) return { ...change, forMs }
  return `"for" must be a time such as 90s, 15m, 2h or 7d, at most 366d, got ${shown(time)}.`
}

const span = /^([1-9]\d{0,8})([smhd])$/
const unitMs: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
}

function spanMs(time: unknown): number | undefined {
  const [, count, unit = ''] = (typeof time === 'string' && span.exec(time)) || []
  const ms = Number(count) * (unitMs[unit] ?? Number.NaN)
  return ms <= 366 * 86_400_000 ? ms : undefined
}

function parsed(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))
  } catch {
    return undefined
  }
}
