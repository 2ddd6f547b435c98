import type { BodyDenial, GuardRequest, Verdict } from '@sallyport/core'
import { allow } from '@sallyport/core'
import { rawBody } from '../raw-body.ts'
import { strictText } from '../utf8.ts'

/** What of a JSON object is read: its own fields, and none of what every object has. */
export type Fields = Readonly<Record<string, unknown>>

/** The body of a request as a JSON object; without fields where it is none. */
export async function jsonBody(request: GuardRequest): Promise<Verdict<Fields, BodyDenial>> {
  const body = await rawBody(request)
  return body.ok ? allow(fieldsOf(parsed(body.value))) : body
}

/** The own fields of a value; none of what is no object. */
export function fieldsOf(value: unknown): Fields {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
  return Object.assign(Object.create(null), isObject ? value : {})
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(strictText(bytes) ?? '')
  } catch {
    return undefined
  }
}
