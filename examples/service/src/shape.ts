import { allow, type BodyDenial, deny, type GuardRequest, type Verdict } from '@sallyport/core'
import { parsedJson } from './json-body.ts'

/** What one field must be. */
export interface Field {
  readonly fits: (value: unknown) => boolean
  /** Ends the sentence "it must be …". */
  readonly must: string
  readonly optional?: true
}

/** What an object must look like: these fields, and no others. */
export type Shape<T> = { readonly [K in keyof T]-?: Field }

export const text = (most: number): Field => ({
  fits: (value) => typeof value === 'string' && value.trim() !== '' && value.length <= most,
  must: `text of 1 to ${most} characters`,
})
export const whole = (least: number, most: number): Field => ({
  fits: (value) => Number.isInteger(value) && Number(value) >= least && Number(value) <= most,
  must: `a whole number from ${least} to ${most}`,
})
export const yesOrNo: Field = { fits: (value) => typeof value === 'boolean', must: 'true or false' }
export const oneOf = (...names: readonly string[]): Field => ({
  fits: (value) => names.includes(String(value)) && typeof value === 'string',
  must: `one of ${names.join(', ')}`,
})
export const listOf = (field: Field, most: number): Field => ({
  fits: (value) => Array.isArray(value) && value.length <= most && value.every(field.fits),
  must: `a list of at most ${most}, each ${field.must}`,
})
export const objectOf = <T>(shape: Shape<T>): Field => ({
  fits: (value) => isObject(value) && problemsOf(shape, value).length === 0,
  must: `an object of ${Object.entries<Field>(shape)
    .map(([name, { must }]) => `"${name}" (${must})`)
    .join(' and ')}`,
})
export const optional = (field: Field): Field => ({ ...field, optional: true })

/** A sentence about everything that is not as it must be. */
export function problemsOf<T>(shape: Shape<T>, given: object): readonly string[] {
  const unknown = Object.keys(given).filter((name) => !Object.hasOwn(shape, name))
  return [
    ...Object.entries<Field>(shape).flatMap(([name, { fits, must, optional }]) => {
      const value: unknown = Object.hasOwn(given, name) ? given[name as never] : undefined
      if (value === undefined) return optional ? [] : [`"${name}" is missing: it must be ${must}`]
      return fits(value) ? [] : [`"${name}" must be ${must}`]
    }),
    // A misspelt limit must not come to no limit.
    ...unknown.slice(0, 5).map((name) => `${JSON.stringify(name.slice(0, 40))} is not known`),
  ]
}

/** The object, or why it is not one of this shape. */
export function shaped<T extends object>(
  shape: Shape<T>,
  given: object,
): Verdict<T, 'not_as_asked'> {
  const problems = problemsOf(shape, given)
  return problems.length === 0
    ? allow(given as T)
    : deny('not_as_asked', 422, { message: `${problems.join('; ')}.` })
}

/** The body as an object of this shape; an empty body is an empty object. */
export async function shapedBody<T extends object>(
  shape: Shape<T>,
  request: GuardRequest,
): Promise<Verdict<T, BodyDenial | 'not_json' | 'not_as_asked'>> {
  const body = await request.body()
  if (!body.ok) return body
  const given = body.value.length === 0 ? {} : parsedJson(body.value)
  if (isObject(given)) return shaped(shape, given)
  return deny('not_json', 400, { message: 'The body must be one JSON object, in UTF-8.' })
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
