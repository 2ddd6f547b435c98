import type * as z from 'zod/mini'

/** What a schema takes, so that "must be …" can be said of it. Never has a value in it. */
export function expectationOf(schema: z.core.$ZodType): string {
  const { def } = (schema as z.core.$ZodTypes)._zod
  if (def.type === 'enum') return oneOf(Object.values(def.entries))
  if (def.type === 'literal') return oneOf(def.values)
  const limits = limitsOf(def)
  const noun = nounOf(def.type, limits.format)
  const bounds = boundsOf(limits, def.type === 'string' ? ' characters' : '')
  return bounds === '' ? noun : `${noun}, ${bounds}`
}

function oneOf(values: readonly unknown[]): string {
  return values.length === 1 ? String(values[0]) : `one of ${values.map(String).join(', ')}`
}

const nouns: Readonly<Record<string, string>> = {
  number: 'a number',
  boolean: 'true or false',
  string: 'a text',
  bigint: 'a whole number',
  date: 'a date and time of ISO 8601',
  array: 'a list',
  record: 'an object',
  object: 'an object',
  tuple: 'a list',
  union: 'one of the forms that its schema has',
}
const formats: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    ['safeint', 'int32', 'uint32', 'int64', 'uint64'].map((format) => [format, 'a whole number']),
  ),
  url: 'a URL',
  email: 'an e-mail address',
  uuid: 'a UUID',
  regex: 'a text of its pattern',
}

function nounOf(type: string, format: string | undefined): string {
  if (format !== undefined) return formats[format] ?? `a text of the form ${format}`
  return nouns[type] ?? 'what its schema takes'
}

/** What the checks of a schema say about size and form. */
interface Limits {
  format?: string
  least?: unknown
  most?: unknown
  above?: unknown
  below?: unknown
  of?: unknown
}

// What a check says, of whatever kind it is: each kind has some of these.
type CheckDef = z.core.$ZodCheckDef & {
  readonly [name in 'value' | 'minimum' | 'maximum' | 'length' | 'format']?: unknown
} & { readonly inclusive?: boolean }

function limitsOf(def: z.core.$ZodTypes['_zod']['def']): Limits {
  const own = 'check' in def ? [def as CheckDef] : []
  const checks = (def as z.core.$ZodTypeDef).checks?.map((check) => check._zod.def as CheckDef)
  const limits: Limits = {}
  for (const check of [...own, ...(checks ?? [])]) note(limits, check)
  return limits
}

function note(
  limits: Limits,
  { check, value, inclusive, minimum, maximum, length, format }: CheckDef,
) {
  if (typeof format === 'string') limits.format = format
  if (check === 'greater_than') limits[inclusive ? 'least' : 'above'] = value
  if (check === 'less_than') limits[inclusive ? 'most' : 'below'] = value
  if (check === 'multiple_of') limits.of = value
  limits.least = minimum ?? length ?? limits.least
  limits.most = maximum ?? length ?? limits.most
}

function boundsOf({ least, most, above, below, of }: Limits, unit: string): string {
  const isExact = least !== undefined && least === most
  const range = isExact
    ? [`exactly ${least}${unit}`]
    : least !== undefined && most !== undefined
      ? [`${least} to ${most}${unit}`]
      : [
          ...(least === undefined ? [] : [`at least ${least}${unit}`]),
          ...(most === undefined ? [] : [`at most ${most}${unit}`]),
        ]
  return [
    ...range,
    ...(above === undefined ? [] : [`above ${above}`]),
    ...(below === undefined ? [] : [`below ${below}`]),
    ...(of === undefined ? [] : [`a multiple of ${of}`]),
  ].join(', ')
}
