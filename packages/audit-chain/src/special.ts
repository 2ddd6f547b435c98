import * as types from 'node:util/types'
import type { Json } from '@sallyport/core'
import type { Reading } from './normalise.ts'

/**
 * What JSON has no form for, in a form of ours. Undefined for a plain object. Classes are told by their
 * internal slots, which nobody can fake, and read by the methods of the language, not the value's own.
 */
export function special(value: object, reading: Reading): Json | undefined {
  const prototype = Object.getPrototypeOf(value)
  if (prototype === Object.prototype || prototype === null) return undefined
  for (const [is, read] of kinds) if (is(value)) return read(value as never, reading)
  if (!isEmpty(value)) return undefined
  const name = className(prototype)
  // A plain object of another realm is plain.
  return name === 'Object' ? {} : { $object: name }
}

type Kind = readonly [is: (value: unknown) => boolean, read: (value: never, by: Reading) => Json]

function date(value: Date): Json {
  const time = Date.prototype.getTime.call(value)
  return Number.isNaN(time) ? { $date: 'invalid' } : Date.prototype.toISOString.call(value)
}

// Neither the stack, which is full of paths, nor what a library hung onto it, often the whole request.
function error(value: Error, by: Reading): Json {
  return by.tagged(value, () => ({
    $error: by.members(value, ['name', 'message', 'code', 'cause']),
  }))
}

function map(value: Map<unknown, unknown>, by: Reading): Json {
  const pairs = first(Map.prototype.entries.call(value), by.most)
  return by.tagged(value, () => ({ $map: by.list(pairs, sizeOfMap.call(value)) }))
}

function set(value: Set<unknown>, by: Reading): Json {
  const items = first(Set.prototype.values.call(value), by.most)
  return by.tagged(value, () => ({ $set: by.list(items, sizeOfSet.call(value)) }))
}

const sizeOfMap = getter(Map.prototype, 'size')
const sizeOfSet = getter(Set.prototype, 'size')

function getter(prototype: object, name: string): () => number {
  return Object.getOwnPropertyDescriptor(prototype, name)?.get as () => number
}

function first(all: Iterator<unknown>, most: number): unknown[] {
  const kept: unknown[] = []
  for (let at = 0; at < most; at++) {
    const { done, value } = all.next()
    if (done) break
    kept.push(value)
  }
  return kept
}

/** Of bytes these many are kept: enough for a digest, a key id, a signature. */
const mostBytes = 4_096

function bytes({ buffer, byteOffset, byteLength }: ArrayBufferView, by: Reading): Json {
  // A view may say that it is one of something else.
  if (!types.isAnyArrayBuffer(buffer)) throw new TypeError('audit-chain: a view of no buffer')
  const kept = Buffer.from(buffer, byteOffset, Math.min(byteLength, mostBytes))
  const $bytes = by.text(kept.toString('base64'))
  return byteLength > mostBytes
    ? { $bytes, ...by.without(byteLength - mostBytes, false) }
    : { $bytes }
}

function boxed(value: object, by: Reading): Json {
  return by.value(unboxed(value)) ?? null
}

function unboxed(value: object): unknown {
  if (types.isStringObject(value)) return String.prototype.valueOf.call(value)
  if (types.isNumberObject(value)) return Number.prototype.valueOf.call(value)
  if (types.isBooleanObject(value)) return Boolean.prototype.valueOf.call(value)
  return types.isBigIntObject(value) ? BigInt.prototype.valueOf.call(value) : undefined
}

/** Whether `{}` would say nothing of it: private fields, a URL, a promise, a regular expression. */
const isEmpty = (value: object): boolean => Object.keys(value).length === 0

function className(prototype: object): string {
  const made = Object.getOwnPropertyDescriptor(prototype, 'constructor')?.value
  const name = made && Object.getOwnPropertyDescriptor(made, 'name')?.value
  return typeof name === 'string' ? name.slice(0, 64).toWellFormed() : ''
}

const kinds: readonly Kind[] = [
  [types.isDate, date],
  [(value) => types.isNativeError(value) || value instanceof Error, error],
  [types.isMap, map],
  [types.isSet, set],
  [types.isArrayBufferView, bytes],
  [types.isAnyArrayBuffer, (all: ArrayBuffer, by: Reading) => bytes(new Uint8Array(all), by)],
  [types.isBoxedPrimitive, boxed],
]
