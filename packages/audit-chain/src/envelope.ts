import type { Json } from '@sallyport/core'
import { canonical } from './canonical.ts'
import { cut } from './cut.ts'
import { contextFields, mostTargets } from './entry.ts'
import type { Lost } from './normalise.ts'

/** What cannot be what it should: null, because undefined means that it is not there. */
export const wrong = null
/** A part of the envelope in canonical form; none; or wrong. */
export type Read = string | undefined | typeof wrong

/** Bytes of a text in its canonical form. All of them together leave more than half of the line. */
export const room = { type: 128, kind: 64, id: 512, reason: 512, ctx: 1_024 }

/** A text in canonical form; numbers are what many take for ids. */
export function text(value: Json | undefined, most: number, lost: Set<Lost>): Read {
  if (value === undefined || value === null) return undefined
  if (typeof value === 'object') return wrong
  const kept = cut(`${value}`, most)
  if (kept !== `${value}`) lost.add('size')
  return canonical(kept)
}

/** Who acts, or is acted upon. */
export function party(value: Json | undefined, lost: Set<Lost>): Read {
  if (value === undefined || value === null) return undefined
  if (!isMembers(value)) return wrong
  const id = text(value.id, room.id, lost)
  const kind = text(value.kind, room.kind, lost)
  return id && kind ? `{"id":${id},"kind":${kind}}` : wrong
}

/** Those acted upon. */
export function parties(value: Json | undefined, lost: Set<Lost>): Read {
  if (value === undefined || value === null) return undefined
  if (!isList(value)) return wrong
  if (value.length > mostTargets) lost.add('entries')
  const all = value.slice(0, mostTargets).map((one) => party(one, lost) ?? wrong)
  if (all.includes(wrong)) return wrong
  return all.length === 0 ? undefined : `[${all.join()}]`
}

/** Where it happened. */
export function context(value: Json | undefined, lost: Set<Lost>): Read {
  if (value === undefined || value === null) return undefined
  if (!isMembers(value)) return wrong
  let all = ''
  for (const name of contextFields) {
    const kept = text(value[name], room.ctx, lost)
    if (kept === wrong) return wrong
    if (kept !== undefined) all += `${all && ','}"${name}":${kept}`
  }
  return all === '' ? undefined : `{${all}}`
}

/** Whether it is an array. */
export const isList = (value: Json): value is readonly Json[] => Array.isArray(value)
/** Whether it is an object. */
export const isMembers = (value: Json): value is { readonly [name: string]: Json } =>
  typeof value === 'object' && value !== null && !isList(value)
