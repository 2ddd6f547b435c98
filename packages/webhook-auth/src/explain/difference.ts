import type { Situation } from './hypothesis.ts'
import { secretBytes } from './masked.ts'

/** The first byte in which what came and what was signed differ. */
export interface Difference {
  readonly of: 'body' | 'url' | 'callbackUrl'
  readonly offset: number
  /** Up to eight bytes from there in hex; of a secret `••`. Empty where it ends. */
  readonly came: string
  readonly signed: string
  /** What stands around it, escaped as in JSON. */
  readonly context: { readonly came: string; readonly signed: string }
}

const shown = 8
const around = 20

/** Where what fits differs first from what came; undefined where body and address are the same. */
export function differenceOf(
  came: Situation,
  signed: Situation,
  spellings: readonly string[],
): Difference | undefined {
  const of = (['body', 'url', 'callbackUrl'] as const).find((name) => {
    const [a, b] = [bytesOf(came[name]), bytesOf(signed[name])]
    return Buffer.compare(a, b) !== 0
  })
  if (of === undefined) return undefined
  const [a, b] = [bytesOf(came[of]), bytesOf(signed[of])]
  let offset = 0
  while (offset < a.length && a[offset] === b[offset]) offset++
  const [left, right] = [a, b].map((bytes) => view(bytes, offset, spellings)) as [View, View]
  return {
    ...{ of, offset, came: left.hex, signed: right.hex },
    context: { came: left.text, signed: right.text },
  }
}

interface View {
  readonly hex: string
  readonly text: string
}

function view(bytes: Uint8Array, offset: number, spellings: readonly string[]): View {
  const [start, end] = [Math.max(0, offset - around), Math.min(bytes.length, offset + around)]
  const secret = secretBytes(bytes, start, end, spellings)
  const hex: string[] = []
  for (let at = offset; at < Math.min(bytes.length, offset + shown); at++) {
    hex.push(secret.has(at) ? '••' : (bytes[at] as number).toString(16).padStart(2, '0'))
  }
  let text = ''
  for (let at = start; at < end; at++) {
    text += secret.has(at) ? '•' : letter(bytes[at] as number)
  }
  return { hex: hex.join(' '), text }
}

const escapes: Readonly<Record<string, string>> = {
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\\': '\\\\',
}

function letter(byte: number): string {
  const one = String.fromCharCode(byte)
  if (byte < 0x20 || byte > 0x7e) {
    return escapes[one] ?? `\\x${byte.toString(16).padStart(2, '0')}`
  }
  return escapes[one] ?? one
}

const bytesOf = (value: Uint8Array | string | undefined): Uint8Array =>
  typeof value === 'object' ? value : Buffer.from(value ?? '')
